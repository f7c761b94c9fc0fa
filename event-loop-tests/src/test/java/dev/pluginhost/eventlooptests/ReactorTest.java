package dev.pluginhost.eventlooptests;

import java.util.concurrent.Executor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

@DisplayName("Reactor:")
class ReactorTest {

    private static final String KIND = "a non-blocking thread of Reactor";

    /** One worker of a scheduler: always with the same thread. */
    private static Executor worker(Scheduler scheduler) {
        return scheduler.createWorker()::schedule;
    }

    @Nested
    @DisplayName("a parallel thread")
    class Parallel extends LoopContract {

        private final Scheduler scheduler = Schedulers.newParallel("parallel", 1);

        @Override
        Executor open() {
            return worker(scheduler);
        }

        @Override
        void end() {
            scheduler.dispose();
        }

        @Override
        String kind() {
            return KIND;
        }
    }

    @Nested
    @DisplayName("the single thread")
    class Single extends LoopContract {

        private final Scheduler scheduler = Schedulers.newSingle("single");

        @Override
        Executor open() {
            return worker(scheduler);
        }

        @Override
        void end() {
            scheduler.dispose();
        }

        @Override
        String kind() {
            return KIND;
        }
    }

    @Nested
    @DisplayName("a bounded elastic thread, which is for blocking work,")
    class BoundedElastic extends WorkerContract {

        private final Scheduler scheduler = Schedulers.newBoundedElastic(1, 100, "elastic");

        @Override
        Executor open() {
            return worker(scheduler);
        }

        @Override
        void end() {
            scheduler.dispose();
        }
    }
}
