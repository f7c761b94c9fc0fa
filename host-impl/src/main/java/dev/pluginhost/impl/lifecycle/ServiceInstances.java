package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.discovery.PluginKind;
import dev.pluginhost.impl.layer.PluginLayer;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the instances of the services that a plugin's module provides. Stateless. */
final class ServiceInstances {

    private static final System.Logger LOG = System.getLogger("dev.pluginhost");

    private ServiceInstances() {}

    /** Instances by service type; what cannot be made is logged and left out. */
    static Map<Class<?>, List<Object>> of(PluginLayer layer, Providers providers) {
        Map<Class<?>, List<Object>> instances = new LinkedHashMap<>();
        for (Provides provides : layer.module().getDescriptor().provides()) {
            if (PluginKind.typeOf(provides.service()).isPresent()) {
                continue; // not a service, but the plugin itself
            }
            try {
                Class<?> service = Class.forName(provides.service(), false, layer.loader());
                if (visible(service)) {
                    instances.put(service, instances(layer, providers, service, provides));
                }
            } catch (ClassNotFoundException | LinkageError e) {
                leaveOut(layer, provides, "service type", e);
            }
        }
        return instances;
    }

    /** Of a type that is not exported nobody outside the plugin can ask for instances. */
    private static boolean visible(Class<?> service) {
        return service.getModule().isExported(service.getPackageName(), ServiceInstances.class.getModule());
    }

    private static List<Object> instances(PluginLayer layer, Providers providers, Class<?> service, Provides provides) {
        List<Object> made = new ArrayList<>();
        for (String provider : provides.providers()) {
            try {
                made.add(providers.make(service, provider));
            } catch (Throwable thrown) { // a plugin's code may throw anything
                leaveOut(layer, provides, "provider " + provider, thrown);
            }
        }
        return Collections.unmodifiableList(made);
    }

    private static void leaveOut(PluginLayer layer, Provides provides, String what, Throwable thrown) {
        LOG.log(
                System.Logger.Level.WARNING,
                "Plugin " + layer.name() + " is without its service " + provides.service() + ": " + what
                        + " cannot be used: " + thrown,
                thrown);
    }
}
