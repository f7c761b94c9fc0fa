package dev.pluginhost.impl.state;

import dev.pluginhost.impl.lifecycle.ForeignFrame;
import java.lang.StackWalker.StackFrame;

/** The code that asks for an operation, as {@code module/class.method(file:line)}, or the part of the host that asks. */
public record Caller(String description) {

    /** The innermost frame of the current thread that is neither the host's nor the JDK's. */
    public static Caller here() {
        StackFrame frame = ForeignFrame.innermost();
        return new Caller(
                frame != null
                        ? describe(frame)
                        : "thread " + Thread.currentThread().getName());
    }

    private static String describe(StackFrame frame) {
        Module module = frame.getDeclaringClass().getModule();
        String place = place(frame.toStackTraceElement());
        return module.isNamed() ? module.getName() + "/" + place : place;
    }

    /** A place in code, in the form that development environments turn into a link. */
    public static String place(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }

    @Override
    public String toString() {
        return description;
    }
}
