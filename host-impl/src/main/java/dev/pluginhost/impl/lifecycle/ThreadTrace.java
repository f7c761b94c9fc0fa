package dev.pluginhost.impl.lifecycle;

import org.jspecify.annotations.Nullable;

/** Where a thread was. Never thrown: it is the cause of a failure, so that the stack is in the log. Immutable. */
public final class ThreadTrace extends Exception {

    private static final String HOST = "dev.pluginhost.impl";

    public ThreadTrace(Thread thread) {
        super("where " + thread.getName() + " was", null, false, true);
        setStackTrace(thread.getStackTrace());
    }

    /** The innermost frame of the plugin's code, in words; without one the innermost that is not the JDK's. */
    public String at(String plugin) {
        StackTraceElement at = frame(plugin);
        return at == null ? "an unknown place" : ForeignFrame.place(at);
    }

    /** Logs a warning with this stack, without waiting. Its callers need not load this class before. */
    public void warnSoon(String message) {
        Thrown.warnSoon(message, this);
    }

    /** Logs that something did not return in its time, or only when it was interrupted, and returns what was logged. */
    public String report(String fact, String plugin, Thread thread, boolean returned) {
        String report = fact
                + (returned ? " before it is interrupted; it was at " : "; it is at ")
                + at(plugin)
                + (returned ? "" : " and is left behind on the daemon thread " + thread.getName());
        warnSoon(report);
        return report;
    }

    /** Whether it is in code that is neither the JDK's nor of the host's packages below the first one. */
    public boolean isInForeignCode() {
        StackTraceElement at = frame("");
        return at != null && (!ThrownCopy.isHosts(at) || at.getClassName().lastIndexOf('.') == HOST.length());
    }

    private @Nullable StackTraceElement frame(String plugin) {
        StackTraceElement at = null;
        for (StackTraceElement frame : getStackTrace()) {
            if (plugin.equals(frame.getModuleName())) {
                return frame;
            }
            if (at == null && !ThrownCopy.isJdks(frame)) {
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
