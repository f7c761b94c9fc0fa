package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.spi.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a throwable in the host's own words: its text and stack, with those of its causes. Printed, it looks like the original. It calls no
 * code of a plugin and keeps no class alive, so any thread can log it. The frames of the host, and those of the JDK that called the plugin, are
 * left out. If there are no others, the host's innermost five remain. Immutable.
 */
public final class ThrownCopy extends Exception {

    private static final int HOST_FRAMES = 5;

    /** Why a class file cannot be read, if that is the reason. */
    private final @Nullable String unreadable;

    /** A copy; text and frames may have any form and length. */
    ThrownCopy(
            String text,
            StackTraceElement[] frames,
            @Nullable ThrownCopy cause,
            List<ThrownCopy> suppressed,
            @Nullable String unreadable) {
        super(Printable.text(text), cause, true, true);
        this.unreadable = unreadable;
        setStackTrace(shown(frames));
        suppressed.forEach(this::addSuppressed);
    }

    private static StackTraceElement[] shown(StackTraceElement[] frames) {
        int end = frames.length;
        while (end > 0 && (isHosts(frames[end - 1]) || isJdks(frames[end - 1]))) {
            end--;
        }
        boolean foreign = end > 0;
        for (int hosts = 0; !foreign && hosts < HOST_FRAMES && end < frames.length; end++) {
            hosts += isHosts(frames[end]) ? 1 : 0;
        }
        return Arrays.stream(frames, 0, end)
                .filter(frame -> !foreign || !isHosts(frame))
                .map(ThrownCopy::printable)
                .toArray(StackTraceElement[]::new);
    }

    /** Whether it, or a cause, has a frame that is neither the host's nor the JDK's, so that the stack says more than the text. */
    public boolean isOfForeignCode() {
        for (StackTraceElement frame : getStackTrace()) {
            if (!isHosts(frame) && !isJdks(frame)) {
                return true;
            }
        }
        return getCause() instanceof ThrownCopy cause && cause.isOfForeignCode();
    }

    static boolean isHosts(StackTraceElement frame) {
        return frame.getClassName().startsWith("dev.pluginhost.impl.")
                || frame.getClassName().startsWith("dev.pluginhost.modules.");
    }

    static boolean isJdks(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    /** Names in class files may have any characters but a few, and 60,000 of them. */
    private static StackTraceElement printable(StackTraceElement frame) {
        String text = frame.toString();
        return Printable.name(text).equals(text)
                ? frame
                : new StackTraceElement(
                        null,
                        printable(frame.getModuleName()),
                        null,
                        Printable.name(frame.getClassName()),
                        Printable.name(frame.getMethodName()),
                        printable(frame.getFileName()),
                        frame.getLineNumber());
    }

    private static @Nullable String printable(@Nullable String name) {
        return name == null ? null : Printable.name(name);
    }

    /** The frames of the throwable at the end of the causes, the innermost first. */
    public StackTraceElement[] rootFrames() {
        ThrownCopy root = this;
        while (root.getCause() instanceof ThrownCopy cause) {
            root = cause;
        }
        return root.getStackTrace();
    }

    /** Why a class file cannot be read, if the original or one of its causes was thrown for that. */
    @Nullable
    String unreadable() {
        return unreadable;
    }

    /** The stack trace with those of the causes, as text. */
    String trace() {
        StringWriter text = new StringWriter();
        printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** The text of the original, on one line. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // it begins with the class of the original
    public String toString() {
        return String.valueOf(getMessage());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // it is about another throwable's
    }
}
