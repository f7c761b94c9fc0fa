package dev.pluginhost.impl.lifecycle;

/** Steps of a tear-down, each of which is run whatever came of those before it. Stateless. */
public final class Steps {

    private Steps() {}

    /**
     * Runs a step. What it throws is logged.
     *
     * @param what the step, as a clause that follows "could not"
     */
    public static void run(String what, Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) { // the next steps must be run in any case
            Thrown.warnSoon("The plugin host could not " + what + ": " + Thrown.text(thrown), thrown);
        }
    }
}
