package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An installed plugin as it was at one moment. Keeps nothing of the plugin alive.
 *
 * @param name the module name; the file's name, if it is {@link PluginState#UNREADABLE} or {@link PluginState#AMBIGUOUS} and the
 *     module's could not be found out
 * @param version the version recorded in the module, if there is one
 * @param timing when it is imported, the application's word before the plugin's own wish; {@link ImportTiming#LAZY} if it cannot
 *     be read, is ambiguous, or is imported and not installed any more
 * @param state how it is
 * @param location the jar, exploded module or bundle directory
 * @param provides the names of the service types that its module provides, sorted
 * @param requires the names of the installed plugins that it requires, sorted; those named {@code requires static} included
 *     if they can be imported; empty if it is imported and not installed any more
 * @param failure why it was refused, cannot be used, or failed in its last import, if so; if it is imported, which of its
 *     services could not be made and are left out, if any
 * @param trace how its last import went, if there was one
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
     * A summary.
     *
     * @return name, version, state and location, and the failure's message, on one line in which control characters are escaped
     */
    @Override
    public String toString() {
        return Printable.line(name + version.map(is -> " " + is).orElse("") + " " + state + " (" + location + ")"
                + failure.map(is -> ": " + is.message()).orElse(""));
    }

    /**
     * Why a plugin could not be imported, or is without some of its services, in words: neither an exception nor a class of the plugin is kept.
     *
     * @param reason why, for programs
     * @param stage how far it came
     * @param message what the exception said that callers got; one line of at most 4,000 characters
     * @param details the exception's stack trace with those of its causes, as text of at most 100,000 characters, in which control
     *     characters other than line breaks and tabs are escaped; empty for a refusal
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
     * How an import went: who asked, which thread did it and where the time went.
     *
     * @param requestedBy the code that asked first, as {@code module/class.method(file:line)}, or what in the host did
     * @param requestedAt when
     * @param thread the name of the import thread; empty if none took it up
     * @param times how long each stage took, in the order of the stages; stages that were not reached are absent
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
         * How long a stage took.
         *
         * @param stage a stage
         * @return its duration, zero if it was not reached
         */
        public Duration time(ImportStage stage) {
            return times.getOrDefault(stage, Duration.ZERO);
        }

        /**
         * How long the whole import took, its time in the queue included.
         *
         * @return the sum over all stages
         */
        public Duration total() {
            return times.values().stream().reduce(Duration.ZERO, Duration::plus);
        }
    }
}
