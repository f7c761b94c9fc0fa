package dev.pluginhost.impl.lifecycle;

/** Steps of a tear-down, each of which is done whatever came of those before it. Stateless. */
public final class Steps {

    private Steps() {}

    /**
     * Does a step. What it throws, such as an {@link OutOfMemoryError} because no thread can be started, is logged, and the caller
     * goes on.
     *
     * @param what the step, as a clause that follows "could not"
     */
    public static void run(String what, Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) { // whatever it is, the next steps have to be done
            warn(what, thrown);
        }
    }

    private static void warn(String what, Throwable thrown) {
        try {
            Thrown.warnSoon("The plugin host could not " + what + ": " + Thrown.text(thrown), thrown);
        } catch (Throwable again) { // such as no memory for the message
            again.addSuppressed(thrown); // there is nobody left to tell
        }
    }
}
