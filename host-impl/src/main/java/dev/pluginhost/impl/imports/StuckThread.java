package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.Thrown;
import org.jspecify.annotations.Nullable;

/** Not thrown by anybody: where a stuck thread was, as the cause of the failure that its waiters get. */
final class StuckThread extends Exception {

    StuckThread(Thread thread) {
        super("where " + thread.getName() + " was", null, false, true);
        setStackTrace(thread.getStackTrace());
    }

    /** The innermost frame of the plugin's code, for the message; else the innermost that is not the JDK's. */
    String at(String plugin) {
        StackTraceElement at = frame(plugin);
        return at == null ? "an unknown place" : Places.describe(at);
    }

    /**
     * Logs that something did not come back in its time.
     *
     * @param interrupted whether it did when it was interrupted
     * @return what was logged
     */
    static String report(String fact, String plugin, Thread thread, StuckThread where, boolean interrupted) {
        String report = fact
                + (interrupted ? " before it is interrupted; it was at " : "; it is at ")
                + where.at(plugin)
                + (interrupted ? "" : " and is left behind on the daemon thread " + thread.getName());
        Thrown.warnSoon(report, where);
        return report;
    }

    /** Whether it is in code that is neither the JDK's nor of this package. */
    boolean isInForeignCode() {
        StackTraceElement at = frame("");
        return at != null && !at.getClassName().startsWith(StuckThread.class.getPackageName() + ".");
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
