package dev.pluginhost.impl.events;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.impl.registry.Imported;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A registered listener for the providers of a service. What comes and goes before the listener is notified of it is dropped. */
final class ServiceNotices<S> extends RegisteredListener {

    private final Class<S> service;
    private final ServiceListener<? super S> listener;

    ServiceNotices(
            Shared shared, Class<S> service, ServiceListener<? super S> listener, @Nullable ClassLoader registering) {
        super(shared, registering, listener.getClass(), service);
        this.service = service;
        this.listener = listener;
    }

    @Override
    void begin(List<Imported> present) {
        present.forEach(this::published);
    }

    @Override
    void published(Imported plugin) {
        ImportedModule module = plugin.handle();
        for (S instance : instances(plugin)) {
            add(notice(plugin, "there", () -> listener.added(instance, module)));
        }
    }

    @Override
    void withdrawn(Imported plugin) {
        List<S> instances = instances(plugin);
        ImportedModule module = plugin.handle();
        int before = queue.size();
        queue.removeIf(notice -> notice.keeps(plugin));
        int dropped = before - queue.size(); // the last ones of the plugin, as the queue is in order
        for (S instance : instances.subList(0, instances.size() - dropped)) {
            add(notice(plugin, "gone", () -> listener.removed(instance, module)));
        }
        changed.signalAll();
    }

    @SuppressWarnings("unchecked") // the list holds instances of the key's type
    private List<S> instances(Imported plugin) {
        return (List<S>) plugin.running().services().getOrDefault(service, List.of());
    }

    private Notice notice(Imported plugin, String what, Runnable call) {
        String words = "service " + service.getName() + " of plugin " + plugin.name() + " is " + what;
        return new Notice(NoticeKind.SERVICE, plugin.name(), words, plugin, call);
    }
}
