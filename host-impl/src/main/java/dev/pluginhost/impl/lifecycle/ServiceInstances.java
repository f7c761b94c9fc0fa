package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.discovery.PluginKind;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.plugin.Plugin;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes the instances of the services that a plugin's module provides. Stateless. */
final class ServiceInstances {

    private static final int FEW = 3;

    private ServiceInstances() {}

    /**
     * Instances by service type; what cannot be made is logged and left out.
     *
     * @param leftOut gets a line for each type that is not what its declaration says
     * @throws UnreadableServiceException if a class file is there and cannot be read: then the plugin is unreadable
     * @throws Throwable what a provider threw, if another class loader has a native library that it needs
     */
    static Map<Class<?>, List<Object>> of(PluginLayer layer, ProviderMaker providers, List<String> leftOut)
            throws Throwable {
        Map<Class<?>, List<Object>> instances = new LinkedHashMap<>();
        for (Provides provides : layer.module().getDescriptor().provides()) {
            if (PluginKind.typeOf(provides.service()).isPresent()) {
                continue; // not a service, but the plugin itself
            }
            try {
                Class<?> service = Class.forName(provides.service(), false, layer.loader());
                if (visible(service)) {
                    instances.put(service, instances(layer, providers, service, provides, leftOut));
                }
            } catch (ClassNotFoundException e) {
                readable(provides, e);
                leaveOutUnknown(layer, provides, e);
            } catch (LinkageError e) {
                ThrownCopy copy = readable(provides, e);
                if (LibraryInUse.isReason(copy)) {
                    throw e;
                }
                leaveOut(layer, provides, "the type cannot be used: " + copy, copy, leftOut);
            }
        }
        return instances;
    }

    /** What was thrown, in words, unless it was thrown for a class file that cannot be read. */
    private static ThrownCopy readable(Provides provides, Throwable thrown) throws UnreadableServiceException {
        ThrownCopy copy = Thrown.copy(thrown);
        String unreadable = copy.unreadable();
        if (unreadable != null) {
            throw new UnreadableServiceException(provides.service(), unreadable, copy);
        }
        return copy;
    }

    /** Of a type that is exported to nobody, nobody outside the plugin can ask for instances. */
    private static boolean visible(Class<?> service) {
        ModuleDescriptor descriptor = service.getModule().getDescriptor();
        if (descriptor == null || descriptor.isAutomatic()) {
            return true;
        }
        for (Exports exports : descriptor.exports()) { // the module itself would answer for opened packages as well
            if (exports.source().equals(service.getPackageName())) {
                return true;
            }
        }
        return false;
    }

    private static List<Object> instances(
            PluginLayer layer, ProviderMaker providers, Class<?> service, Provides provides, List<String> leftOut)
            throws Throwable {
        List<Object> made = new ArrayList<>();
        Map<String, ThrownCopy> failures = new LinkedHashMap<>();
        for (String provider : provides.providers()) {
            try {
                Object instance = providers.make(service, provider);
                made.add(instance);
                if (instance instanceof Plugin) {
                    warnIfNotStarted(layer, provider);
                }
            } catch (Throwable thrown) { // a plugin's code may throw anything
                ThrownCopy copy = readable(provides, thrown);
                if (LibraryInUse.isReason(copy)) {
                    throw thrown; // the plugin may begin anew when the library is free
                }
                failures.put(provider, copy);
            }
        }
        leaveOut(layer, provides, failures, leftOut);
        return Collections.unmodifiableList(made);
    }

    private static void warnIfNotStarted(PluginLayer layer, String provider) {
        if (PluginKind.of(layer.module().getDescriptor()) == PluginKind.PLAIN) {
            Thrown.warn(
                    provider + " is a Plugin, but its module " + layer.name()
                            + " does not provide it as one, so it is not" + " started; declare \"provides "
                            + Plugin.class.getName() + " with " + provider + "\"",
                    null);
        }
    }

    /** Told in one go, as there are services that have a hundred providers which only their own loader can make. */
    private static void leaveOut(
            PluginLayer layer, Provides provides, Map<String, ThrownCopy> failures, List<String> leftOut) {
        if (failures.isEmpty()) {
            return;
        }
        String first = failures.entrySet().stream()
                .limit(FEW)
                .map(failure -> failure.getKey() + " (" + failure.getValue() + ")")
                .collect(Collectors.joining(", "));
        leaveOut(
                layer,
                provides,
                failures.size() + " of " + provides.providers().size() + " providers cannot be used: "
                        + (failures.size() <= FEW ? first : first + " and " + (failures.size() - FEW) + " more"),
                failures.values().iterator().next(),
                leftOut);
    }

    private static void leaveOut(
            PluginLayer layer, Provides provides, String why, Throwable thrown, List<String> leftOut) {
        String problem = "Plugin " + layer.name() + " is without its service " + provides.service() + ": " + why;
        leftOut.add(problem);
        Thrown.warn(problem, thrown);
    }

    /**
     * Nobody can ask for a type that is not there. A module that is declared reads the module that should have it, so its
     * author knew (Woodstox names types that there never were); an automatic one may only be in the wrong place.
     */
    private static void leaveOutUnknown(PluginLayer layer, Provides provides, ClassNotFoundException e) {
        boolean automatic = layer.module().getDescriptor().isAutomatic();
        Thrown.tell(
                automatic ? System.Logger.Level.INFO : System.Logger.Level.DEBUG,
                "Plugin " + layer.name() + " is without its service " + provides.service()
                        + ": it does not see that type (" + Thrown.message(e) + ")"
                        + (automatic
                                ? "; if that is wanted, put both into one bundle, since an automatic module sees no other plugin"
                                : ""));
    }
}
