package dev.pluginhost.impl.events;

import org.jspecify.annotations.Nullable;

/** Not thrown by anybody: where the thread of a listener was, for the log. */
final class StuckListener extends Exception {

    StuckListener(Thread thread) {
        super("where " + thread.getName() + " was", null, false, true);
        setStackTrace(thread.getStackTrace());
    }

    /** The innermost frame that is not the JDK's, in words that development environments make links of. */
    String at() {
        @Nullable StackTraceElement at = null;
        for (StackTraceElement frame : getStackTrace()) {
            String module = frame.getModuleName();
            if (module == null || !module.startsWith("java.")) {
                at = frame;
                break;
            }
        }
        return at == null
                ? "an unknown place"
                : at.getClassName() + "." + at.getMethodName() + "(" + at.getFileName() + ":" + at.getLineNumber()
                        + ")";
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
