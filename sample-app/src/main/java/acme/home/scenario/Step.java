package acme.home.scenario;

import java.util.concurrent.CompletableFuture;

/** One step of the scenario. */
interface Step {

    /** What it shows. */
    String title();

    /**
     * Begins on the event loop, where nothing may wait. Whatever takes time returns a future, and the step goes on with
     * its result on the loop.
     *
     * @return completes when the step is done
     */
    CompletableFuture<Void> play(Hub hub);
}
