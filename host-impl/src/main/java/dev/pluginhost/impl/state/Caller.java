package dev.pluginhost.impl.state;

import dev.pluginhost.impl.lifecycle.ForeignFrame;
import java.lang.StackWalker.StackFrame;

/** The code that asks for an operation, as {@code module/class.method(file:line)}, or the part of the host that asks. */
public record Caller(String description) {

    /** The innermost frame of the current thread that is neither the host's nor the JDK's. */
    public static Caller here() {
        StackFrame frame = ForeignFrame.innermost();
        if (frame == null) {
            return new Caller("thread " + Thread.currentThread().getName());
        }
        Module module = frame.getDeclaringClass().getModule();
        String place = ForeignFrame.place(frame.toStackTraceElement());
        return new Caller(module.isNamed() ? module.getName() + "/" + place : place);
    }

    @Override
    public String toString() {
        return description;
    }
}
