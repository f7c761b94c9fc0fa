package dev.pluginhost.impl.state;

import static dev.pluginhost.impl.state.Race.check;

import dev.pluginhost.impl.state.Operation.Outcome;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The dependents of an instance")
class DependentsTest {

    private final Outcome failed = Operations.failed("failed");

    @Test
    @DisplayName("keep nothing of an import that fails while it is noted what it requires")
    void failWhilePinned() {
        Race.inManyOrders(() -> {
            Import required = Operations.of("acme.one");
            PluginInstance dependent = Operations.of("acme.other", required).instance();
            Race.among(List.of(required, dependent), () -> dependent.pin(), () -> {
                dependent.ended(failed);
                dependent.unpin(dependent.prerequisites());
            });
            check(required.instance().dependents().isEmpty(), "a dependent that has failed");
        });
    }

    @Test
    @DisplayName("lose no instance when several are noted at the same time")
    void pinSeveral() {
        Race.inManyOrders(() -> {
            Import required = Operations.of("acme.one");
            PluginInstance one = Operations.of("acme.a", required).instance();
            PluginInstance other = Operations.of("acme.b", required).instance();
            Race.among(List.of(required, one, other), () -> one.pin(), () -> other.pin());
            check(required.instance().dependents().size() == 2, "a dependent is lost");
        });
    }

    @Test
    @DisplayName("show an instance while its import ends and it becomes imported")
    void publishedMeanwhile() {
        Outcome present = new Outcome.Present(new TinyPlugin("acme.other").imported());
        Race.inManyOrders(() -> {
            Import required = Operations.of("acme.one");
            PluginInstance dependent = Operations.of("acme.other", required).instance();
            dependent.pin();
            Race.among(
                    List.of(required, dependent, present),
                    () -> dependent.ended(present),
                    () -> check(required.instance().dependents().size() == 1, "taken to have ended"));
        });
    }
}
