package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.state.Caller;
import org.jspecify.annotations.Nullable;

/** Where a thread was. Never thrown: it is the cause of a failure, so that the stack is in the log. Immutable. */
public final class ThreadTrace extends Exception {

    /** The packages of the host but for its root. */
    private static final String HOST = Caller.class
            .getPackageName()
            .substring(0, Caller.class.getPackageName().lastIndexOf('.') + 1);

    public ThreadTrace(Thread thread) {
        super("where " + thread.getName() + " was", null, false, true);
        setStackTrace(thread.getStackTrace());
    }

    /** The innermost frame of the plugin's code, in words; without one the innermost that is not the JDK's. */
    public String at(String plugin) {
        StackTraceElement at = frame(plugin);
        return at == null ? "an unknown place" : Caller.place(at);
    }

    /** Logs a warning with this stack, without waiting. */
    void warnSoon(String message) {
        Thrown.warnSoon(message, this);
    }

    /** Logs that something did not return in its time, or only when it was interrupted, and returns what was logged. */
    public static String report(String fact, String plugin, Thread thread, ThreadTrace trace, boolean returned) {
        String report = fact
                + (returned ? " before it is interrupted; it was at " : "; it is at ")
                + trace.at(plugin)
                + (returned ? "" : " and is left behind on the daemon thread " + thread.getName());
        Thrown.warnSoon(report, trace);
        return report;
    }

    /** Whether it is in code that is neither the JDK's nor the host's. */
    boolean isInForeignCode() {
        StackTraceElement at = frame("");
        return at != null && !packageOf(at.getClassName()).startsWith(HOST);
    }

    private static String packageOf(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }

    private @Nullable StackTraceElement frame(String plugin) {
        StackTraceElement at = null;
        for (StackTraceElement frame : getStackTrace()) {
            String module = frame.getModuleName();
            if (plugin.equals(module)) {
                return frame;
            }
            if (at == null && (module == null || !module.startsWith("java."))) {
                at = frame;
            }
        }
        return at;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
