package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.registry.Imported;
import java.time.Clock;

/**
 * Ends flights: how one ends is decided under the stripe of its name, by whoever comes first, and announced by him when he
 * holds nothing any more. Safe for use by any thread.
 */
final class Landings {

    private final Slots slots;
    private final Clock clock;
    private final FailedImports failed;

    Landings(Slots slots, Clock clock) {
        this.slots = slots;
        this.clock = clock;
        this.failed = new FailedImports(clock);
    }

    /** The plugins whose last import failed. */
    FailedImports failed() {
        return failed;
    }

    /**
     * Ends a flight well.
     *
     * @return false if somebody else has ended it; then nothing is changed
     */
    boolean publish(Flight flight, Imported imported) {
        if (!slots.publish(flight, imported)) {
            return false;
        }
        failed.succeeded(flight.name());
        flight.land(new Outcome.Success(imported));
        return true;
    }

    /** Ends a flight badly, if nobody else has ended it. */
    void fail(Flight flight, Failure failure) {
        fail(flight, failure, () -> {});
    }

    /**
     * Ends a flight badly, having something done before those who wait for it are told.
     *
     * @return false if somebody else has ended it; then nothing is done
     */
    boolean fail(Flight flight, Failure failure, Runnable beforeTold) {
        if (!slots.fail(flight, failure.recorded(clock.instant()))) {
            return false;
        }
        try {
            failed.failed(flight, failure);
            beforeTold.run();
        } finally {
            flight.land(new Outcome.Failed(failure));
        }
        return true;
    }
}
