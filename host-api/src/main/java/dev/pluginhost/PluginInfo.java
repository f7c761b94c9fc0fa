package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The state of an installed plugin, or of an artifact that cannot be used as one, at one moment. Keeps nothing of the plugin in
 * memory.
 *
 * @param name the module name, or the file's name if the plugin is {@link PluginState#UNREADABLE} or
 *     {@link PluginState#AMBIGUOUS} and the module's name is unknown. Several artifacts may have one name: at most one of them
 *     can be imported, and is the first
 * @param version the version recorded in the module, if there is one
 * @param timing when it is imported, according to the application, else to the plugin; {@link ImportTiming#LAZY} if it is
 *     unreadable, ambiguous, or imported and not installed any more
 * @param state its state
 * @param location the jar, exploded module, bundle directory or zip file; for a source that cannot be read, the source
 * @param provides the names of the service types that its module provides, sorted
 * @param requires the names of the installed plugins that it requires, sorted. They include optional ones ({@code requires
 *     static}) that can be imported. Empty if it is imported and not installed any more
 * @param failure why it cannot be imported, or why its last import failed; for an imported plugin, which services could not be
 *     created
 * @param trace its last import, if there was one
 */
public record PluginInfo(
        String name,
        Optional<ModuleDescriptor.Version> version,
        ImportTiming timing,
        PluginState state,
        Path location,
        List<String> provides,
        List<String> requires,
        Optional<Failure> failure,
        Optional<Trace> trace) {

    /** Copies the lists and refuses {@code null}. */
    public PluginInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(timing, "timing");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(location, "location");
        provides = List.copyOf(provides);
        requires = List.copyOf(requires);
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(trace, "trace");
    }

    /**
     * A summary for people. Its format may change.
     *
     * @return name, version, timing, state, the duration of the import, location and the failure's message, on one line in which
     *     control characters are escaped
     */
    @Override
    public String toString() {
        boolean isImported = state == PluginState.IMPORTED || state == PluginState.UNLOADING;
        return Printable.line(name + version.map(is -> " " + is).orElse("") + ", " + words(timing) + ", " + words(state)
                + trace.filter(is -> isImported)
                        .map(is -> " in " + is.total().toMillis() + " ms")
                        .orElse("")
                + " (" + location + ")" + failure.map(is -> ": " + is.message()).orElse(""));
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Why a plugin could not be imported, or lacks some of its services. This is text: it keeps neither an exception nor a
     * class of the plugin.
     *
     * @param reason why, for programs
     * @param stage the stage that the import had reached
     * @param message the message of the exception that callers got; one line of at most 4,000 characters
     * @param details the stack trace of the exception and its causes, at most 100,000 characters. Control characters other than
     *     line breaks and tabs are escaped. Empty for a refusal
     * @param at when it failed
     */
    public record Failure(Reason reason, ImportStage stage, String message, String details, Instant at) {

        /** Refuses {@code null}, and makes the texts printable. */
        public Failure {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(stage, "stage");
            message = Printable.line(Objects.requireNonNull(message, "message"));
            details = Printable.lines(Objects.requireNonNull(details, "details"));
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * The course of an import: which code asked for it, which thread ran it, and how long each stage took.
     *
     * @param requestedBy the code that asked first, as {@code module/class.method(file:line)}, or the task of the host
     * @param requestedAt when it was requested
     * @param thread the name of the import thread; empty if none took it
     * @param times the duration of each stage, in the order of the stages, without those that were not reached
     */
    public record Trace(String requestedBy, Instant requestedAt, String thread, Map<ImportStage, Duration> times) {

        /** Copies the map in the order of the stages, refuses {@code null}, and makes the texts printable. */
        public Trace {
            requestedBy = Printable.text(Objects.requireNonNull(requestedBy, "requestedBy"));
            Objects.requireNonNull(requestedAt, "requestedAt");
            thread = Printable.text(Objects.requireNonNull(thread, "thread"));
            times = Values.inOrder(times);
        }

        /**
         * The duration of a stage.
         *
         * @param stage a stage
         * @return its duration; zero if it was not reached
         */
        public Duration time(ImportStage stage) {
            return times.getOrDefault(stage, Duration.ZERO);
        }

        /**
         * The duration of the whole import, including its time in the queue.
         *
         * @return the sum of all stages
         */
        public Duration total() {
            return times.values().stream().reduce(Duration.ZERO, Duration::plus);
        }
    }
}
