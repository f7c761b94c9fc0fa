package dev.pluginhost.spring.autoconfigure;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.ServiceListener;
import java.lang.reflect.Field;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;

/** Makes the providers of a service beans, from shortly after their plugin is imported until it is unloaded. */
final class ServiceBeans<S> implements ServiceListener<S> {

    private static final Log LOG = LogFactory.getLog(PluginHost.class);

    /** Longer than a look-up of beans takes. */
    private static final long LOOK_UP_NANOS = 50_000_000;

    private final DefaultListableBeanFactory beans;
    private final Class<S> service;

    /** The names of the beans. The host calls a listener by one thread at a time. */
    private final IdentityHashMap<S, String> names = new IdentityHashMap<>();

    private int added;

    private ServiceBeans(DefaultListableBeanFactory beans, Class<S> service) {
        this.beans = beans;
        this.service = service;
    }

    /** Follows the providers of several services until the host is closed. */
    static void follow(PluginHost host, DefaultListableBeanFactory beans, List<Class<?>> services) {
        if (!services.isEmpty()) {
            ServiceBeanOrder.set(beans, host, services);
        }
        services.forEach(service -> follow(host, beans, service));
    }

    private static <S> void follow(PluginHost host, DefaultListableBeanFactory beans, Class<S> service) {
        host.listen(service, new ServiceBeans<>(beans, service));
    }

    @Override
    public void added(S provider, ImportedModule module) {
        added++;
        String name = module.name() + "/" + service.getName() + "#" + added;
        names.put(provider, name);
        beans.registerSingleton(name, provider);
        forgetWhatWasKept();
    }

    @Override
    public void removed(S provider, ImportedModule module) {
        String name = names.remove(provider);
        if (name != null) {
            keepDependents(name, module.name());
            beans.destroySingleton(name);
            forgetWhatWasKept();
            SpringCaches.clear();
        }
    }

    /**
     * Spring keeps the names of the beans of a type, and the class of each bean that was a candidate. A look-up that began before a change may
     * keep what it has found only after it, so this clears once more when such a look-up has ended.
     */
    private void forgetWhatWasKept() {
        beans.clearMetadataCache();
        LockSupport.parkNanos(LOOK_UP_NANOS);
        beans.clearMetadataCache();
    }

    /** With a singleton, Spring destroys each bean that it was injected into; here these are the application's, and stay. */
    private void keepDependents(String name, String plugin) {
        String[] dependents = beans.getDependentBeans(name);
        if (dependents.length == 0) {
            return;
        }
        LOG.warn("Plugin " + plugin + " is unloaded, but stays in memory: these beans have its " + service.getName()
                + ": " + String.join(", ", dependents) + "; inject PluginServices or ObjectProvider instead");
        try {
            Field field = DefaultSingletonBeanRegistry.class.getDeclaredField("dependentBeanMap");
            field.setAccessible(true);
            if (field.get(beans) instanceof Map<?, ?> all) {
                synchronized (all) { // as Spring does
                    all.remove(name);
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn(
                    "They are destroyed, as this release of Spring has no DefaultSingletonBeanRegistry.dependentBeanMap: "
                            + e);
        }
    }
}
