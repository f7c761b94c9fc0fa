package dev.pluginhost.impl.state;

import dev.pluginhost.PluginHost;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;

/** The code that asks for an operation, as {@code module/class.method(file:line)}, or the part of the host that asks. */
public record Caller(String description) {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Module IMPL = Caller.class.getModule();
    private static final Module API = PluginHost.class.getModule();

    /** The innermost frame of the current thread that is neither the host's nor the JDK's. */
    public static Caller here() {
        return WALKER.walk(new Search());
    }

    private static final class Search implements Function<Stream<StackFrame>, Caller> {

        @Override
        public Caller apply(Stream<StackFrame> frames) {
            Iterator<StackFrame> each = frames.iterator();
            while (each.hasNext()) {
                StackFrame frame = each.next();
                if (isForeign(frame)) {
                    return new Caller(describe(frame));
                }
            }
            return new Caller("thread " + Thread.currentThread().getName());
        }
    }

    private static boolean isForeign(StackFrame frame) {
        Module module = frame.getDeclaringClass().getModule();
        return module != IMPL && module != API && module != Object.class.getModule();
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
