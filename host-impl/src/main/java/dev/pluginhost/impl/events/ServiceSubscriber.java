package dev.pluginhost.impl.events;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.impl.events.Notice.Kind;
import dev.pluginhost.impl.registry.Imported;
import java.util.List;

/**
 * Who is told of the providers of a service. What comes and goes before it is told is dropped, so no more waits than there
 * are providers, and were told of. Safe for use by any thread; {@link #published} and {@link #withdrawn} are called in the
 * order of the registry.
 */
final class ServiceSubscriber<S> {

    private final Class<S> service;
    private final ServiceListener<? super S> listener;
    private final Owner owner;
    private final Listening listening;

    ServiceSubscriber(Class<S> service, ServiceListener<? super S> listener, Owner owner, Listening listening) {
        this.service = service;
        this.listener = listener;
        this.owner = owner;
        this.listening = listening;
    }

    Owner owner() {
        return owner;
    }

    Listening listening() {
        return listening;
    }

    void published(Imported plugin) {
        List<S> instances = instances(plugin);
        if (!instances.isEmpty()) {
            ImportedModule module = plugin.handle();
            listening.change(waiting -> instances.forEach(instance ->
                    waiting.add(notice(Kind.ADDED, plugin, "there", () -> listener.added(instance, module)))));
        }
    }

    void withdrawn(Imported plugin) {
        List<S> instances = instances(plugin);
        if (!instances.isEmpty()) {
            ImportedModule module = plugin.handle();
            listening.change(waiting -> {
                int before = waiting.size();
                waiting.removeIf(notice -> notice.keeps(plugin));
                int untold = before - waiting.size(); // the last of the plugin's, as they are told in order
                for (S instance : instances.subList(0, instances.size() - untold)) {
                    waiting.add(notice(Kind.REMOVED, plugin, "gone", () -> listener.removed(instance, module)));
                }
            });
        }
    }

    @SuppressWarnings("unchecked") // the list holds instances of the key's type alone
    private List<S> instances(Imported plugin) {
        return (List<S>) plugin.running().services().getOrDefault(service, List.of());
    }

    private Notice notice(Kind kind, Imported plugin, String what, Runnable call) {
        String words = "service " + service.getName() + " of plugin " + plugin.name() + " is " + what;
        return new Notice(kind, plugin.name(), words, plugin, call);
    }
}
