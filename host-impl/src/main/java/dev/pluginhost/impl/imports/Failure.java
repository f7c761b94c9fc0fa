package dev.pluginhost.impl.imports;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an import failed: what every caller gets an exception of its own for. Immutable.
 *
 * @param reason why, and so which exception it is
 * @param message the exception's message
 * @param origin where it happened
 * @param path the path of a cycle or to a failed prerequisite; else empty
 * @param cause the real cause, shared by all callers; nothing of the host asks it for anything
 * @param told the cause in words, for records and the log
 */
record Failure(
        Reason reason,
        String message,
        Origin origin,
        List<String> path,
        @Nullable Throwable cause,
        @Nullable ThrownCopy told) {

    /** A failure whose cause is the host's. */
    Failure(Reason reason, String message, Origin origin, List<String> path, @Nullable Throwable cause) {
        this(reason, message, origin, path, cause, cause == null ? null : Thrown.copy(cause));
    }

    static Failure of(
            Reason reason, Candidate candidate, ImportStage stage, String message, @Nullable Throwable cause) {
        return of(reason, candidate, stage, message, cause, cause == null ? null : Thrown.copy(cause));
    }

    static Failure of(
            Reason reason,
            Candidate candidate,
            ImportStage stage,
            String message,
            @Nullable Throwable cause,
            @Nullable ThrownCopy told) {
        Origin origin = new Origin(candidate.name(), stage, Optional.of(candidate.location()));
        return new Failure(reason, message, origin, List.of(), cause, told);
    }

    static Failure closed(String module) {
        String what = module.isEmpty() ? "" : ", so plugin " + module + " cannot be imported";
        return new Failure(Reason.HOST_CLOSED, "The plugin host is closed" + what, Origin.of(module), List.of(), null);
    }

    /** The host cannot begin something, as no thread can be started for it. */
    static Failure noThread(String module, String what, Throwable cause) {
        return new Failure(
                Reason.START_FAILED,
                "The plugin host cannot begin " + what + ": no thread can be started (" + Thrown.text(cause)
                        + "); raise the limit of threads of the process, or try again when it has fewer",
                new Origin(module, ImportStage.QUEUE, Optional.empty()),
                List.of(),
                cause);
    }

    static Failure of(Obstacle obstacle, String asked) {
        ImportStage stage = switch (obstacle.reason()) {
            case NOT_FOUND, UNREADABLE, INVALID, AMBIGUOUS -> ImportStage.FIND;
            default -> ImportStage.PLAN;
        };
        Failure own = new Failure(
                obstacle.reason(),
                obstacle.message(),
                new Origin(obstacle.module(), stage, obstacle.location()),
                List.of(),
                null);
        if (obstacle.path().size() == 1) {
            return own;
        }
        return new Failure(
                Reason.PREREQUISITE,
                PluginGraph.describePath(obstacle) + ": " + obstacle.message(),
                new Origin(asked, ImportStage.PLAN, Optional.empty()),
                obstacle.path(),
                own.exception());
    }

    /** The failure of a plugin whose prerequisite has failed. */
    static Failure ofPrerequisite(Candidate candidate, Failure prerequisite) {
        if (prerequisite.reason == Reason.HOST_CLOSED) {
            return closed(candidate.name());
        }
        List<String> path = new ArrayList<>(List.of(candidate.name()));
        boolean further = prerequisite.reason == Reason.PREREQUISITE;
        path.addAll(further ? prerequisite.path : List.of(prerequisite.origin.module()));
        // The cause is the failure at the end of the path, not a chain as long as the path.
        Throwable real = further ? prerequisite.cause : prerequisite.exception();
        // What has failed itself knows its reason; a cause at the end of a path is an exception of the host's.
        String words = real instanceof PluginException end ? String.valueOf(end.getMessage()) : prerequisite.message;
        return new Failure(
                Reason.PREREQUISITE,
                "Plugin " + candidate.name() + " requires "
                        + PluginGraph.chain(path.subList(1, path.size()))
                        + ", which could not be imported: " + words,
                new Origin(candidate.name(), ImportStage.QUEUE, Optional.of(candidate.location())),
                path,
                real,
                prerequisite.told);
    }

    /** A new exception, with the stack of the thread that asks for it. */
    PluginException exception() {
        return switch (reason) {
            case NOT_FOUND -> new PluginNotFoundException(message, origin, cause);
            case START_FAILED -> new PluginStartException(message, origin, cause);
            case TIMEOUT -> new ImportTimeoutException(message, origin, cause);
            case HOST_CLOSED -> new HostClosedException(message, origin, cause);
            default -> new PluginException(reason, message, origin, path, cause);
        };
    }

    /** The failure in words, which keep no class of the plugin alive. */
    PluginInfo.Failure recorded(Instant at) {
        String details = told == null ? "" : Thrown.stackTrace(told);
        return new PluginInfo.Failure(reason, origin.stage(), message, details, at);
    }
}
