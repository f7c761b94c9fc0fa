package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Live platform threads. Frames of a stack tell the name of their class loader and no more, and a plugin that was imported
 * again has the same: if nothing else ties a thread to the plugin, the text says so.
 */
final class LiveThreads implements Look {

    private final ThreadTies ties;

    LiveThreads(Peek peek) {
        this.ties = new ThreadTies(peek);
    }

    @Override
    public void at(Suspect suspect, Consumer<Holder> found) {
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            List<String> all = new ArrayList<>(ties.of(thread, suspect));
            runs(stack, suspect)
                    .ifPresent(frame ->
                            all.add("runs " + frame + (all.isEmpty() ? ", of this plugin or of a namesake" : "")));
            if (!all.isEmpty()) {
                found.accept(new Holder(Holder.Kind.THREAD, text(thread, all), lines(stack)));
            }
        });
    }

    private static Optional<String> runs(StackTraceElement[] stack, Suspect suspect) {
        ClassLoader loader = suspect.loader();
        String name = loader == null ? null : loader.getName();
        return name == null
                ? Optional.empty()
                : Arrays.stream(stack)
                        .filter(frame -> Objects.equals(frame.getClassLoaderName(), name))
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                        .findFirst();
    }

    private static String text(Thread thread, List<String> ties) {
        return "thread \"" + thread.getName() + "\"" + (thread.isDaemon() ? ", a daemon," : "") + " "
                + String.join(", ", ties) + "; have the plugin end it when it stops";
    }

    private static List<String> lines(StackTraceElement[] stack) {
        return Stream.of(stack).map(StackTraceElement::toString).toList();
    }
}
