package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.lifecycle.RunningPlugin.UnreadableServiceException;
import dev.pluginhost.modules.declaration.PluginKind;
import dev.pluginhost.modules.layer.PluginLayer;
import dev.pluginhost.plugin.Plugin;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the providers of a plugin's module by the rules of {@link java.util.ServiceLoader} (JLS 7.7.4). The JDK's service loader wraps what a
 * constructor throws and walks the layers above, and does not tell which module a provider belongs to. Confined to the thread that starts the
 * plugin.
 */
final class Providers {

    /** How many failures of a service are reported in full. */
    private static final int FEW = 3;

    private final PluginLayer layer;
    private final ModuleDescriptor descriptor;

    /** What constructors have made: a class that provides several services has one instance. */
    private final Map<Class<?>, Object> made = new HashMap<>();

    /** A line for each service that could not be made. */
    final List<String> leftOut = new ArrayList<>();

    Providers(PluginLayer layer) {
        this.layer = layer;
        this.descriptor = layer.module().getDescriptor();
    }

    /** The plugin itself; null if the module provides none. */
    @Nullable
    Plugin plugin() throws Throwable {
        for (Provides provides : descriptor.provides()) {
            Optional<Class<? extends Plugin>> type = PluginKind.typeOf(provides.service());
            if (type.isPresent()) {
                return (Plugin) make(type.get(), provides.providers().get(0));
            }
        }
        return null;
    }

    /**
     * Makes the instances of all services, in the order of the services' names, then of the declaration. What cannot be made is logged and left out.
     *
     * @throws UnreadableServiceException if a class file cannot be read
     * @throws Throwable what a provider has thrown because another class loader has loaded a native library
     */
    Map<Class<?>, List<Object>> services() throws Throwable {
        Map<Class<?>, List<Object>> instances = new LinkedHashMap<>();
        List<Provides> inOrder = new ArrayList<>(descriptor.provides()); // a set that has another order in each run
        Collections.sort(inOrder);
        for (Provides provides : inOrder) {
            if (PluginKind.typeOf(provides.service()).isPresent()) {
                continue; // the plugin itself
            }
            try {
                Class<?> service = Class.forName(provides.service(), false, layer.loader());
                if (isExported(service)) {
                    instances.put(service, instances(service, provides));
                }
            } catch (ClassNotFoundException e) {
                copy(provides, e);
                tellUnknown(provides, e);
            } catch (LinkageError e) {
                ThrownCopy copy = copy(provides, e);
                leaveOut(provides, "the type cannot be used: " + copy, copy);
            }
        }
        return instances;
    }

    /** Nothing outside the plugin can ask for a type that is not exported. */
    private static boolean isExported(Class<?> service) {
        ModuleDescriptor owner = service.getModule().getDescriptor();
        if (owner == null || owner.isAutomatic()) {
            return true;
        }
        for (Exports exports : owner.exports()) { // Module.isExported is true for opened packages as well
            if (exports.source().equals(service.getPackageName())) {
                return true;
            }
        }
        return false;
    }

    private List<Object> instances(Class<?> service, Provides provides) throws Throwable {
        List<Object> instances = new ArrayList<>();
        Map<String, ThrownCopy> failures = new LinkedHashMap<>();
        for (String provider : provides.providers()) {
            try {
                Object instance = make(service, provider);
                instances.add(instance);
                if (instance instanceof Plugin && PluginKind.of(descriptor) == PluginKind.PLAIN) {
                    Thrown.warn(
                            provider + " is a Plugin, but its module " + layer.name()
                                    + " does not provide it as one, so it is not started; declare \"provides "
                                    + Plugin.class.getName() + " with " + provider + "\"",
                            null);
                }
            } catch (Throwable thrown) { // a plugin's code may throw anything
                failures.put(provider, copy(provides, thrown));
            }
        }
        if (!failures.isEmpty()) { // reported once, as some services have a hundred providers that fail
            String first = failures.entrySet().stream()
                    .limit(FEW)
                    .map(failure -> failure.getKey() + " (" + failure.getValue() + ")")
                    .collect(Collectors.joining(", "));
            String why = failures.size() + " of " + provides.providers().size() + " providers cannot be used: " + first
                    + (failures.size() <= FEW ? "" : " and " + (failures.size() - FEW) + " more");
            leaveOut(provides, why, failures.values().iterator().next());
        }
        return Collections.unmodifiableList(instances);
    }

    /** A copy of what was thrown; throws if the import must fail or can be tried again. */
    private static ThrownCopy copy(Provides provides, Throwable thrown) throws Throwable {
        ThrownCopy copy = Thrown.copy(thrown);
        String unreadable = copy.unreadable();
        if (unreadable != null) {
            throw UnreadableServiceException.of(provides.service(), unreadable, copy);
        }
        if (Thrown.isOfLibraryInUse(copy)) {
            throw thrown; // the plugin can start when the library is free
        }
        return copy;
    }

    private void leaveOut(Provides provides, String why, ThrownCopy thrown) {
        String problem = "Plugin " + layer.name() + " is without its service " + provides.service() + ": " + why;
        leftOut.add(problem);
        Thrown.warnOf(problem, thrown);
    }

    /**
     * No caller can ask for a type that is missing. The author of a declared module knows it, as it reads the module that should
     * have the type; an automatic module may only be in the wrong place.
     */
    private void tellUnknown(Provides provides, ClassNotFoundException e) {
        boolean automatic = descriptor.isAutomatic();
        String hint = "; if you need it, put both into one bundle, as an automatic module sees no other plugin";
        Thrown.tellSoon(
                automatic ? System.Logger.Level.INFO : System.Logger.Level.DEBUG,
                "Plugin " + layer.name() + " is without its service " + provides.service()
                        + ": it does not see that type (" + Thrown.message(e) + ")" + (automatic ? hint : ""),
                null);
    }

    /**
     * The instance of a provider.
     *
     * @throws ServiceConfigurationError if the class cannot be a provider
     * @throws Throwable what the provider's code throws
     */
    private Object make(Class<?> service, String className) throws Throwable {
        Module module = layer.module();
        Class<?> type = Class.forName(module, className);
        if (type == null) {
            String why = "is not there; put the class into the module, or take it out of its declaration";
            throw unfit(service, className, why);
        }
        if (!Modifier.isPublic(type.getModifiers())) {
            throw unfit(service, className, "is not public; make it so");
        }
        if (!module.isExported(type.getPackageName(), Providers.class.getModule())) {
            layer.export(type.getPackageName(), Providers.class.getModule());
        }
        try {
            Method method = descriptor.isAutomatic() ? null : providerMethod(type);
            Object instance = method == null ? made.get(type) : method.invoke(null);
            if (method == null && instance == null) {
                instance = type.getConstructor().newInstance();
                made.put(type, instance);
            }
            if (!service.isInstance(instance)) {
                throw unfit(service, className, instance == null ? "gives null" : "is no " + service.getSimpleName());
            }
            return instance;
        } catch (NoSuchMethodException e) {
            throw unfit(service, className, "has no public constructor without parameters; give it one");
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** The method {@code public static provider()}, which only declared modules may use. */
    private static @Nullable Method providerMethod(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals("provider")
                    && method.getParameterCount() == 0
                    && Modifier.isPublic(method.getModifiers())
                    && Modifier.isStatic(method.getModifiers())) {
                return method;
            }
        }
        return null;
    }

    private static ServiceConfigurationError unfit(Class<?> service, String className, String why) {
        return new ServiceConfigurationError(service.getName() + ": provider " + className + " " + why);
    }
}
