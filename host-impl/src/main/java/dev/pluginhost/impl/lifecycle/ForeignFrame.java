package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.PluginHost;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the code that has called the host. A class of its own, without streams and lambdas, for the sake of the first import. */
public final class ForeignFrame implements Function<Stream<StackFrame>, @Nullable StackFrame> {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Module IMPL = ForeignFrame.class.getModule();
    private static final Module API = PluginHost.class.getModule();
    private static final String HOST = "dev.pluginhost.";
    private static final Module JDK = Object.class.getModule();

    private ForeignFrame() {}

    /** The innermost frame of the current thread that is neither the host's nor the JDK's; null if there is none. */
    public static @Nullable StackFrame innermost() {
        return WALKER.walk(new ForeignFrame());
    }

    /** A place in code, in the form that development environments turn into a link. */
    public static String place(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }

    @Override
    public @Nullable StackFrame apply(Stream<StackFrame> frames) {
        Iterator<StackFrame> each = frames.iterator();
        while (each.hasNext()) {
            StackFrame frame = each.next();
            Module module = frame.getDeclaringClass().getModule();
            // On the class path, the host's code and the application's are of one module.
            boolean isHosts =
                    (module == IMPL || module == API) && frame.getClassName().startsWith(HOST);
            if (!isHosts && module != JDK) {
                return frame;
            }
        }
        return null;
    }
}
