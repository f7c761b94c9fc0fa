package dev.pluginhost.impl.imports;

import java.lang.StackWalker.StackFrame;
import java.util.Optional;

/**
 * The code that asks for an import.
 *
 * @param description {@code module/class.method(file:line)}, or what in the host asks
 */
public record Asker(String description) {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Module IMPL = Asker.class.getModule();
    private static final Module API = dev.pluginhost.PluginHost.class.getModule();

    /** The nearest caller that is neither the host's code nor the JDK's. */
    public static Asker here() {
        Optional<StackFrame> caller =
                WALKER.walk(frames -> frames.filter(Asker::isForeign).findFirst());
        return new Asker(
                caller.isPresent()
                        ? describe(caller.get())
                        : "thread " + Thread.currentThread().getName());
    }

    private static boolean isForeign(StackFrame frame) {
        Module module = frame.getDeclaringClass().getModule();
        return module != IMPL && module != API && module != Object.class.getModule();
    }

    private static String describe(StackFrame frame) {
        Module module = frame.getDeclaringClass().getModule();
        String where = Places.describe(frame.toStackTraceElement());
        return module.isNamed() ? module.getName() + "/" + where : where;
    }

    @Override
    public String toString() {
        return description;
    }
}
