package dev.pluginhost.impl.imports;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A part of what a future waits for. Safe for use by any thread. */
sealed interface Awaited {

    /** The flights and departures that are not over. */
    List<Transit> transits();

    /** Whether it is something that the host does as a whole, and that may wait for any plugin. */
    default boolean isHosts() {
        return false;
    }

    /** Whether nothing of it is left to come. */
    boolean isOver();

    /** Plugins on their way in or out. */
    final class Transits implements Awaited {

        /**
         * Emptied by the last end, or when they are released; read by any thread: whoever keeps the future must not keep the plugins alive with it.
         */
        private volatile List<Transit> transits;

        /** Known to all of them by its identity. */
        private final Runnable whenOneIsOver;

        /** No transit may be among them twice. */
        Transits(List<? extends Transit> transits) {
            this.transits = List.copyOf(transits);
            AtomicInteger left = new AtomicInteger(transits.size());
            this.whenOneIsOver = () -> {
                if (left.decrementAndGet() == 0) {
                    this.transits = List.of();
                }
            };
            for (Transit transit : transits) {
                transit.whenOver(whenOneIsOver);
            }
        }

        /** Waits for them no more: the future has ended before them. They forget this, and this forgets them. */
        void release() {
            List<Transit> left = transits;
            transits = List.of();
            for (Transit transit : left) {
                transit.forget(whenOneIsOver);
            }
        }

        @Override
        public List<Transit> transits() {
            return transits;
        }

        @Override
        public boolean isOver() {
            return transits.isEmpty();
        }
    }

    /** Something that the host does as a whole, for as long as it is not over. */
    final class Hosts implements Awaited {

        private final CompletableFuture<?> end;

        Hosts(CompletableFuture<?> end) {
            this.end = end;
        }

        // Written out, as each start needs it: what a record has by itself is linked at run time.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Hosts hosts && end == hosts.end;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(end);
        }

        @Override
        public List<Transit> transits() {
            return List.of();
        }

        @Override
        public boolean isHosts() {
            return !isOver();
        }

        @Override
        public boolean isOver() {
            return end.isDone();
        }
    }

    /** What a function has yet to give. */
    final class Late implements Awaited {

        /** Written once at most, read by any thread. */
        private volatile List<Awaited> known = List.of();

        /** Completed when {@link #known} is written. */
        private final CompletableFuture<Void> given = new CompletableFuture<>();

        /** Only what is known now: a future that is made over and over again in a loop must not remember all its rounds. */
        void is(List<Awaited> parts) {
            known = parts.stream().filter(part -> !(part instanceof Late)).toList();
            given.complete(null);
        }

        CompletableFuture<Void> given() {
            return given;
        }

        @Override
        public List<Transit> transits() {
            return known.stream().flatMap(part -> part.transits().stream()).toList();
        }

        @Override
        public boolean isOver() {
            return given.isDone() && known.stream().allMatch(Awaited::isOver);
        }

        @Override
        public boolean isHosts() {
            return known.stream().anyMatch(Awaited::isHosts);
        }
    }
}
