package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.discovery.PluginKind;
import dev.pluginhost.impl.layer.PluginLayer;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;

/**
 * Makes the instances of what a plugin's module provides. Confined to the thread that imports the plugin.
 *
 * <p>{@link ServiceLoader} does the work, as it may use providers that are not exported. Its look-up in a layer goes on to
 * the layers above, but begins with the layer itself, and how many providers that has is known from the declarations: so
 * that many are taken and no ancestor is ever visited.
 */
final class ServiceInstances {

    private final PluginLayer layer;

    /** Instances made so far by their class, so that a class that provides several services has one instance. */
    private final Map<Class<?>, Object> byClass = new HashMap<>();

    ServiceInstances(PluginLayer layer) {
        this.layer = layer;
    }

    /**
     * The instance of the only provider of a service in the plugin's module.
     *
     * @throws ServiceConfigurationError if it cannot be made; the cause is what its code threw
     */
    <S> S only(Class<S> service) {
        List<S> made = new ArrayList<>();
        List<ServiceConfigurationError> failures = new ArrayList<>();
        make(service, made, failures);
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        return made.get(0);
    }

    /** All other services that the plugin's module provides, by service type; the failures of those that cannot be made go to the sink. */
    Map<Class<?>, List<Object>> all(BiConsumer<String, Throwable> sink) {
        Map<Class<?>, List<Object>> instances = new LinkedHashMap<>();
        for (Provides provides : layer.module().getDescriptor().provides()) {
            if (PluginKind.isPluginType(provides.service())) {
                continue; // not a service, but the plugin itself
            }
            try {
                Class<?> service = Class.forName(provides.service(), false, layer.loader());
                if (!visible(service)) {
                    continue; // nobody outside the plugin can name it, so nobody can ask for it
                }
                List<Object> made = new ArrayList<>();
                List<ServiceConfigurationError> failures = new ArrayList<>();
                make(service, made, failures);
                failures.forEach(failure -> sink.accept(provides.service(), failure));
                instances.put(service, Collections.unmodifiableList(made));
            } catch (ClassNotFoundException | LinkageError e) {
                sink.accept(provides.service(), e);
            }
        }
        return instances;
    }

    private static boolean visible(Class<?> service) {
        return service.getModule().isExported(service.getPackageName(), ServiceInstances.class.getModule());
    }

    private <S> void make(Class<S> service, List<? super S> made, List<ServiceConfigurationError> failures) {
        ServiceInstances.class.getModule().addUses(service);
        Iterator<ServiceLoader.Provider<S>> providers =
                ServiceLoader.load(layer.layer(), service).stream().iterator();
        for (int left = providersInLayer(service.getName()); left > 0; left--) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<S> provider = providers.next();
                if (provider.type().getModule() == layer.module()) {
                    made.add(instance(service, provider));
                }
            } catch (ServiceConfigurationError e) {
                failures.add(e);
            } catch (LinkageError e) {
                failures.add(new ServiceConfigurationError(service.getName() + ": a provider does not link", e));
            }
        }
    }

    /** A class that says itself how it is provided, by a method {@code provider}, may give another type: never shared. */
    private <S> S instance(Class<S> service, ServiceLoader.Provider<S> provider) {
        Class<?> type = provider.type();
        Object known = byClass.get(type);
        if (known != null && isNamedProvider(type)) {
            return service.cast(known);
        }
        S made = provider.get();
        if (made.getClass() == type) {
            byClass.put(type, made);
        }
        return made;
    }

    private boolean isNamedProvider(Class<?> type) {
        return layer.module().getDescriptor().provides().stream()
                .anyMatch(provides -> provides.providers().contains(type.getName()));
    }

    private int providersInLayer(String service) {
        int count = 0;
        for (Module module : layer.layer().modules()) {
            ModuleDescriptor descriptor = module.getDescriptor();
            for (Provides provides : descriptor.provides()) {
                if (provides.service().equals(service)) {
                    count += provides.providers().size();
                }
            }
        }
        return count;
    }
}
