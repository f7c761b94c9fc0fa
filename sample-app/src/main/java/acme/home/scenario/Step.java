package acme.home.scenario;

import java.util.concurrent.CompletableFuture;

/** One thing to show. */
interface Step {

    /** What it shows. */
    String title();

    /**
     * Begins it on the event loop, where nothing may wait: what takes time is a future, and the step goes on with its
     * answer on the loop.
     *
     * @return done when the step is
     */
    CompletableFuture<Void> play(Hub hub);
}
