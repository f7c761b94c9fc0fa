package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.PluginHost;
import dev.pluginhost.modules.layer.PluginLayer;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the code that has called the host. A class of its own, without streams and lambdas, for the sake of the first import. */
public final class ForeignFrame implements Function<Stream<StackFrame>, @Nullable StackFrame> {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Module IMPL = ForeignFrame.class.getModule();
    private static final Module MODULES = PluginLayer.class.getModule();
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

    /** Whether a class is the host's. On the class path, its classes and the application's are of one module. */
    static boolean isHosts(Class<?> type) {
        Module module = type.getModule();
        return (module == IMPL || module == MODULES || module == API)
                && type.getName().startsWith(HOST);
    }

    @Override
    public @Nullable StackFrame apply(Stream<StackFrame> frames) {
        Iterator<StackFrame> each = frames.iterator();
        while (each.hasNext()) {
            StackFrame frame = each.next();
            Class<?> type = frame.getDeclaringClass();
            if (!isHosts(type) && type.getModule() != JDK) {
                return frame;
            }
        }
        return null;
    }
}
