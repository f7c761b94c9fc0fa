package dev.pluginhost.spring.autoconfigure;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.ServiceListener;
import java.util.IdentityHashMap;
import java.util.List;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/** Makes the providers of a service beans, from shortly after their plugin is imported until it is unloaded. */
final class ServiceBeans<S> implements ServiceListener<S> {

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
    }

    @Override
    public void removed(S provider, ImportedModule module) {
        String name = names.remove(provider);
        if (name != null) {
            beans.destroySingleton(name);
        }
    }
}
