package dev.pluginhost.impl.imports;

/** Not thrown by anybody: where a stuck thread was, as the cause of the failure that its waiters get. */
final class StuckThread extends Exception {

    StuckThread(Thread thread) {
        super("where " + thread.getName() + " was", null, false, true);
        setStackTrace(thread.getStackTrace());
    }

    /** The innermost frame that is not the JDK's, for the message. */
    String at() {
        for (StackTraceElement frame : getStackTrace()) {
            String module = frame.getModuleName();
            if (module == null || !module.startsWith("java.")) {
                return frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber();
            }
        }
        return "an unknown place";
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
