package dev.pluginhost.impl.imports;

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
