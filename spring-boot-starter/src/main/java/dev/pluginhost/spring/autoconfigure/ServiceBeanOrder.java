package dev.pluginhost.spring.autoconfigure;

import dev.pluginhost.PluginHost;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * Orders beans by their annotations, as usual, and what these leave equal by the host's order of services: first the application's own
 * beans, then the providers of plugins. Thread-safe.
 */
final class ServiceBeanOrder extends AnnotationAwareOrderComparator {

    private final PluginHost host;
    private final List<Class<?>> services;

    private ServiceBeanOrder(PluginHost host, List<Class<?>> services) {
        this.host = host;
        this.services = services;
    }

    /** Has a context order the providers of these services, unless the application has set an order of its own. */
    static void set(DefaultListableBeanFactory beans, PluginHost host, List<Class<?>> services) {
        if (beans.getDependencyComparator() == INSTANCE) {
            beans.setDependencyComparator(new ServiceBeanOrder(host, services));
        }
    }

    /** Spring asks for one comparator for each list that it sorts. */
    @Override
    public Comparator<Object> withSourceProvider(OrderSourceProvider provider) {
        IdentityHashMap<Object, Integer> places = new IdentityHashMap<>();
        for (Class<?> service : services) {
            for (Object each : host.services(service)) {
                places.putIfAbsent(each, places.size() + 1);
            }
        }
        return super.withSourceProvider(provider).thenComparing(bean -> places.getOrDefault(bean, 0));
    }
}
