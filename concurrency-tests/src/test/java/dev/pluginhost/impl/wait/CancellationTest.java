package dev.pluginhost.impl.wait;

import static dev.pluginhost.impl.state.Race.check;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.impl.state.Catch;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Operation.Outcome;
import dev.pluginhost.impl.state.Operations;
import dev.pluginhost.impl.state.Race;
import dev.pluginhost.impl.threads.ImportThreads;
import dev.pluginhost.impl.threads.StopThreads;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A future that is cancelled while its import ends")
class CancellationTest {

    /** Lets ordinary threads wait. */
    private static final Waits WAITS = new Waits(
            new BlockingGuard(List.of(), List.of(), BlockingPolicy.ALLOW),
            new ImportThreads(1, 0, CancellationTest.class.getClassLoader(), (operation, thread) -> {}),
            new StopThreads(CancellationTest.class.getClassLoader()),
            (operation, thread) -> {});

    private final Outcome end = Operations.failed("as it went");

    private static HostFuture<Outcome> futureOf(Import operation) {
        HostFuture<Outcome> future = new HostFuture<>(WAITS, "", "importAll", "", "", false);
        future.await(List.of(operation));
        operation.whenOver(() -> future.complete(operation.outcome()));
        return future;
    }

    @Test
    @DisplayName("is cancelled or complete, and changes neither the import nor another caller's future")
    void othersAreUnaffected() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.weather");
            HostFuture<Outcome> cancelled = futureOf(operation);
            HostFuture<Outcome> other = futureOf(operation);
            Catch<Boolean> itWas = new Catch<>();
            Race.among(
                    List.of(operation, cancelled, other, itWas),
                    () -> Operations.end(operation, end),
                    () -> itWas.caught = cancelled.cancel(true),
                    () -> check(futureOf(operation).join() == end, "a third caller gets another outcome"));
            check(operation.outcome() == end, "the import has another outcome");
            check(other.join() == end, "another caller gets another outcome");
            check(itWas.caught == cancelled.isCancelled(), "cancelled, but its caller got another answer");
            check(cancelled.isCancelled() || cancelled.join() == end, "neither cancelled nor complete");
        });
    }

    @Test
    @DisplayName("changes neither the future that it was derived from, nor others that were derived from that")
    void derived() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.weather");
            HostFuture<Outcome> future = futureOf(operation);
            var cancelled = future.thenApply(outcome -> outcome);
            var other = future.thenApply(outcome -> outcome);
            Race.among(
                    List.of(operation, future, cancelled, other),
                    () -> Operations.end(operation, end),
                    () -> cancelled.cancel(true));
            check(future.join() == end, "the future that it was derived from has another outcome");
            check(other.join() == end, "the other derived future has another outcome");
            check(cancelled.isDone(), "neither cancelled nor complete");
        });
    }
}
