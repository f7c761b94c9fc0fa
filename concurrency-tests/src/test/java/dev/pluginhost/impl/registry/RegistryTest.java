package dev.pluginhost.impl.registry;

import static dev.pluginhost.impl.state.Race.check;

import dev.pluginhost.impl.state.Operations;
import dev.pluginhost.impl.state.Race;
import dev.pluginhost.impl.state.TinyPlugin;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The registry")
class RegistryTest {

    private final TinyPlugin one = new TinyPlugin("acme.one");
    private final TinyPlugin other = new TinyPlugin("acme.other");

    @Test
    @DisplayName("loses no plugin and no service when many are published at the same time")
    void publishMany() {
        List<Imported> some = importMany(0, 20);
        List<Imported> others = importMany(20, 40);
        Race.often(() -> {
            Registry registry = new Registry();
            Race.among(
                    List.of(registry, some, others),
                    () -> some.forEach(registry::publish),
                    () -> others.forEach(registry::publish));
            check(registry.all().size() == 40, "a plugin is lost");
            check(registry.services(Runnable.class).size() == 40, "a service is lost");
            check(Operations.MANY.stream().allMatch(name -> registry.find(name) != null), "a name is lost");
        });
    }

    private static List<Imported> importMany(int from, int to) {
        return Operations.MANY.subList(from, to).stream()
                .map(name -> new TinyPlugin(name).imported())
                .toList();
    }

    @Test
    @DisplayName("keeps the services of a plugin that is published while another one is withdrawn")
    void withdrawOne() {
        Imported gone = one.imported();
        Imported stays = other.imported();
        Object task = other.task();
        Race.often(() -> {
            Registry registry = new Registry();
            registry.publish(gone);
            Race.among(
                    List.of(registry, gone, stays),
                    () -> registry.withdraw(gone, "is gone"),
                    () -> registry.publish(stays));
            check(registry.all().size() == 1 && registry.all().get(0) == stays, "not the plugin that stays");
            List<Object> services = registry.services(Runnable.class);
            check(services.size() == 1 && services.get(0) == task, "not the service of the plugin that stays");
        });
    }

    @Test
    @DisplayName("shows the services of a plugin to a thread that has found its name")
    void servicesFirst() {
        Imported imported = one.imported();
        Race.often(() -> {
            Registry registry = new Registry();
            Race.among(List.of(registry, imported), () -> registry.publish(imported), () -> {
                if (registry.find("acme.one") != null) {
                    check(registry.services(Runnable.class).size() == 1, "its name is there without its services");
                }
            });
        });
    }

    @Test
    @DisplayName("shows no name any more to a thread that has not found its services")
    void nameFirst() {
        Imported imported = one.imported();
        Race.often(() -> {
            Registry registry = new Registry();
            registry.publish(imported);
            Race.among(List.of(registry, imported), () -> registry.withdraw(imported, "is gone"), () -> {
                if (registry.services(Runnable.class).isEmpty()) {
                    check(registry.find("acme.one") == null, "its name is there without its services");
                }
            });
        });
    }
}
