package dev.pluginhost.impl.lifecycle;

import java.util.function.Consumer;

/**
 * A step of a plugin's end that runs code of the plugin: its stop, or the close of a resource. It may hang, so run it on a thread
 * that may be lost. {@link RunningPlugin#nextEndStep} gives out each step once.
 *
 * @param hanging what to report if the step does not return, as a clause that follows the plugin's name
 * @param failing what to report if it throws, likewise
 */
public record EndStep(String plugin, ClassLoader loader, String hanging, String failing, Code code) {

    /** Code of a plugin. */
    @FunctionalInterface
    public interface Code {
        /** May throw anything. */
        void run() throws Throwable;
    }

    /** Runs the step. What the code throws is logged and given to the consumer as text. */
    public void run(Consumer<String> problems) {
        try {
            runWith(loader, code);
        } catch (Throwable thrown) { // a plugin's code may throw anything
            ThrownCopy copy = Thrown.copy(thrown);
            String problem = "Plugin " + plugin + " " + failing + ": " + copy;
            problems.accept(problem);
            Thrown.warn(problem, copy);
        }
    }

    /** Runs code with a plugin's loader as the thread's context class loader. */
    static void runWith(ClassLoader loader, Code code) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            code.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
