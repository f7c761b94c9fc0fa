package dev.pluginhost.impl.imports;

import dev.pluginhost.AmbiguousPluginException;
import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportCycleException;
import dev.pluginhost.ImportFailure;
import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginRefusedException;
import dev.pluginhost.PluginResolutionException;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.PluginUnreadableException;
import dev.pluginhost.PrerequisiteFailedException;
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
 * @param kind which exception it is
 * @param message the exception's message
 * @param origin where it happened
 * @param path the path of a cycle or to a failed prerequisite; else empty
 * @param cause the real cause, shared by all callers; nothing of the host asks it for anything
 * @param told the cause in words, for records and the log
 */
record Failure(
        Kind kind,
        String message,
        Origin origin,
        List<String> path,
        @Nullable Throwable cause,
        @Nullable ThrownCopy told) {

    /** A failure whose cause is the host's. */
    Failure(Kind kind, String message, Origin origin, List<String> path, @Nullable Throwable cause) {
        this(kind, message, origin, path, cause, cause == null ? null : Thrown.copy(cause));
    }

    enum Kind {
        NOT_FOUND,
        AMBIGUOUS,
        UNRESOLVABLE,
        REFUSED,
        UNREADABLE,
        START,
        PREREQUISITE,
        CYCLE,
        TIMEOUT,
        CLOSED
    }

    static Failure of(Kind kind, Candidate candidate, ImportStage stage, String message, @Nullable Throwable cause) {
        return of(kind, candidate, stage, message, cause, cause == null ? null : Thrown.copy(cause));
    }

    static Failure of(
            Kind kind,
            Candidate candidate,
            ImportStage stage,
            String message,
            @Nullable Throwable cause,
            @Nullable ThrownCopy told) {
        Origin origin = new Origin(candidate.name(), stage, Optional.of(candidate.location()));
        return new Failure(kind, message, origin, List.of(), cause, told);
    }

    static Failure closed(String module) {
        String what = module.isEmpty() ? "" : ", so plugin " + module + " cannot be imported";
        return new Failure(Kind.CLOSED, "The plugin host is closed" + what, Origin.of(module), List.of(), null);
    }

    /** The host cannot begin something, as no thread can be started for it. */
    static Failure noThread(String module, String what, Throwable cause) {
        return new Failure(
                Kind.START,
                "The plugin host cannot begin " + what + ": no thread can be started (" + Thrown.text(cause)
                        + "); raise the limit of threads of the process, or try again when it has fewer",
                new Origin(module, ImportStage.QUEUE, Optional.empty()),
                List.of(),
                cause);
    }

    static Failure of(Obstacle obstacle, String asked) {
        Kind kind = switch (obstacle.kind()) {
            case NOT_FOUND -> Kind.NOT_FOUND;
            case UNREADABLE -> Kind.UNREADABLE;
            case AMBIGUOUS -> Kind.AMBIGUOUS;
            case UNRESOLVABLE -> Kind.UNRESOLVABLE;
            case REFUSED -> Kind.REFUSED;
        };
        ImportStage stage = kind == Kind.REFUSED || kind == Kind.UNRESOLVABLE ? ImportStage.PLAN : ImportStage.FIND;
        Failure own = new Failure(
                kind, obstacle.message(), new Origin(obstacle.module(), stage, obstacle.location()), List.of(), null);
        if (obstacle.path().size() == 1) {
            return own;
        }
        return new Failure(
                Kind.PREREQUISITE,
                PluginGraph.describePath(obstacle) + ": " + obstacle.message(),
                new Origin(asked, ImportStage.PLAN, Optional.empty()),
                obstacle.path(),
                own.exception());
    }

    /** The failure of a plugin whose prerequisite has failed. */
    static Failure ofPrerequisite(Candidate candidate, Failure prerequisite) {
        if (prerequisite.kind == Kind.CLOSED) {
            return closed(candidate.name());
        }
        List<String> path = new ArrayList<>(List.of(candidate.name()));
        boolean further = prerequisite.kind == Kind.PREREQUISITE;
        path.addAll(further ? prerequisite.path : List.of(prerequisite.origin.module()));
        // The cause is the failure at the end of the path, not a chain as long as the path.
        Throwable real = further ? prerequisite.cause : prerequisite.exception();
        // What has failed itself knows its reason; a cause at the end of a path is an exception of the host's.
        String reason = real instanceof PluginException end ? String.valueOf(end.getMessage()) : prerequisite.message;
        return new Failure(
                Kind.PREREQUISITE,
                "Plugin " + candidate.name() + " requires "
                        + PluginGraph.chain(path.subList(1, path.size()))
                        + ", which could not be imported: " + reason,
                new Origin(candidate.name(), ImportStage.QUEUE, Optional.of(candidate.location())),
                path,
                real,
                prerequisite.told);
    }

    /** A new exception, with the stack of the thread that asks for it. */
    PluginException exception() {
        return switch (kind) {
            case NOT_FOUND -> new PluginNotFoundException(message, origin, cause);
            case AMBIGUOUS -> new AmbiguousPluginException(message, origin, cause);
            case UNRESOLVABLE -> new PluginResolutionException(message, origin, cause);
            case REFUSED -> new PluginRefusedException(message, origin, cause);
            case UNREADABLE -> new PluginUnreadableException(message, origin, cause);
            case START -> new PluginStartException(message, origin, cause);
            case PREREQUISITE -> new PrerequisiteFailedException(message, origin, path, cause);
            case CYCLE -> new ImportCycleException(message, origin, path, cause);
            case TIMEOUT -> new ImportTimeoutException(message, origin, cause);
            case CLOSED -> new HostClosedException(message, origin, cause);
        };
    }

    /** The failure in words, which keep no class of the plugin alive. */
    ImportFailure recorded(Instant at) {
        String details = told == null ? "" : Thrown.stackTrace(told);
        return new ImportFailure(origin.stage(), message, details, at);
    }
}
