package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What somebody who asks for a plugin gets. Immutable. */
sealed interface Ticket {

    /** There is nothing to wait for. */
    record Landed(Outcome outcome) implements Ticket {}

    /** The flight to wait for. */
    record Waiting(Flight flight) implements Ticket {}

    /** Calls back with the end, at once if it is known. */
    default void whenLanded(Consumer<Outcome> listener) {
        if (this instanceof Waiting waiting) {
            waiting.flight.whenLanded(listener);
        } else {
            listener.accept(((Landed) this).outcome);
        }
    }

    /** Forgets a listener of {@link #whenLanded}. */
    default void forget(Consumer<Outcome> listener) {
        if (this instanceof Waiting waiting) {
            waiting.flight.forget(listener);
        }
    }

    /** The flight to wait for, if there is one. */
    default List<Flight> flights() {
        return this instanceof Waiting waiting ? List.of(waiting.flight) : List.of();
    }

    /** The result in a batch. */
    default ImportResult result(String name, Outcome end, boolean begunByBatch) {
        if (end instanceof Outcome.Success success) {
            ImportResult.Outcome how = begunByBatch
                    ? ImportResult.Outcome.IMPORTED
                    : this instanceof Landed ? ImportResult.Outcome.ALREADY_IMPORTED : ImportResult.Outcome.JOINED;
            return new ImportResult(name, how, Optional.of(success.imported().handle()), Optional.empty());
        }
        return new ImportResult(
                name,
                ImportResult.Outcome.FAILED,
                Optional.empty(),
                Optional.of(((Outcome.Failed) end).failure().exception()));
    }
}
