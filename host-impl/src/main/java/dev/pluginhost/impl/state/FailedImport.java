package dev.pluginhost.impl.state;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.Reason;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.graph.Obstacle;
import dev.pluginhost.modules.graph.PluginGraph;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an import failed. Each caller gets an exception of its own made from it. The path has the names of a cycle, or leads to a prerequisite
 * that failed. All exceptions share the real cause, of which the host calls no method; the log and records have a copy. Immutable.
 */
public record FailedImport(
        Reason reason,
        String message,
        Origin origin,
        List<String> path,
        @Nullable Throwable cause,
        @Nullable ThrownCopy copy) {

    public static FailedImport of(
            Reason reason, String message, Origin origin, List<String> path, @Nullable Throwable cause) {
        return new FailedImport(reason, message, origin, path, cause, cause == null ? null : Thrown.copy(cause));
    }

    public static FailedImport of(
            Reason reason, Candidate candidate, ImportStage stage, String message, @Nullable Throwable cause) {
        return of(reason, message, origin(candidate, stage), List.of(), cause);
    }

    public static Origin origin(Candidate candidate, ImportStage stage) {
        return new Origin(candidate.name(), stage, Optional.of(candidate.location()));
    }

    /** The failure of a call, for a module if one is named, after the host is closed. */
    public static FailedImport closed(String module) {
        String consequence = module.isEmpty() ? "" : ", so plugin " + module + " cannot be imported";
        return of(Reason.HOST_CLOSED, "The plugin host is closed" + consequence, Origin.of(module), List.of(), null);
    }

    /** The failure of a call that concerns no plugin. */
    public static FailedImport ofCall(Reason reason, String message, @Nullable Throwable cause) {
        return of(reason, message, Origin.of(""), List.of(), cause);
    }

    /** The failure of a call for which no thread can be started. */
    public static FailedImport noThread(String module, String what, Throwable cause) {
        return of(
                Reason.START_FAILED,
                "The plugin host cannot begin " + what + ": no thread can be started (" + Thrown.text(cause)
                        + "); raise the limit of threads of the process, or try again when it has fewer",
                new Origin(module, ImportStage.QUEUE, Optional.empty()),
                List.of(),
                cause);
    }

    /** The failure of a plugin that cannot be imported, or that requires one that cannot be. */
    public static FailedImport of(Obstacle obstacle, String asked) {
        ImportStage stage = switch (obstacle.reason()) {
            case NOT_FOUND, UNREADABLE, INVALID, AMBIGUOUS -> ImportStage.FIND;
            default -> ImportStage.PLAN;
        };
        FailedImport own = of(
                obstacle.reason(),
                obstacle.message(),
                new Origin(obstacle.module(), stage, obstacle.location()),
                List.of(),
                null);
        if (obstacle.path().size() == 1) {
            return own;
        }
        return of(
                Reason.PREREQUISITE,
                PluginGraph.describePath(obstacle) + ": " + obstacle.message(),
                new Origin(asked, ImportStage.PLAN, Optional.empty()),
                obstacle.path(),
                own.exception());
    }

    /** The failure of a plugin of which a prerequisite has failed. */
    public static FailedImport ofPrerequisite(Candidate candidate, FailedImport prerequisite) {
        if (prerequisite.reason == Reason.HOST_CLOSED) {
            return closed(candidate.name());
        }
        boolean further = prerequisite.reason == Reason.PREREQUISITE;
        List<String> path = new ArrayList<>(List.of(candidate.name()));
        path.addAll(further ? prerequisite.path : List.of(prerequisite.origin.module()));
        // The cause is the failure at the end of the path, not a chain as long as the path.
        Throwable real = further ? prerequisite.cause : prerequisite.exception();
        // A cause at the end of a path is an exception of the host's, whose message is safe to read.
        String why = real instanceof PluginException end ? String.valueOf(end.getMessage()) : prerequisite.message;
        return new FailedImport(
                Reason.PREREQUISITE,
                requirement(path) + ": " + why,
                origin(candidate, ImportStage.QUEUE),
                path,
                real,
                prerequisite.copy);
    }

    private static String requirement(List<String> path) {
        return "Plugin " + path.get(0) + " requires " + PluginGraph.chain(path.subList(1, path.size()))
                + ", which could not be imported";
    }

    /** A new exception, with the stack of the current thread. */
    public PluginException exception() {
        return switch (reason) {
            case NOT_FOUND -> new PluginNotFoundException(message, origin, cause);
            case START_FAILED -> new PluginStartException(message, origin, cause);
            case TIMEOUT -> new ImportTimeoutException(message, origin, cause);
            case HOST_CLOSED -> new HostClosedException(message, origin, cause);
            case WOULD_BLOCK -> new WouldBlockException(message, origin, cause);
            case INTERRUPTED -> new ImportInterruptedException(message, origin, cause);
            default -> new PluginException(reason, message, origin, path, cause);
        };
    }

    /** With a clause that follows the message. */
    public FailedImport with(String clause) {
        return new FailedImport(reason, message + clause, origin, path, cause, copy);
    }

    /** Without the cause itself, which keeps the classes on its stack alive. */
    public FailedImport inWords() {
        return new FailedImport(reason, message, origin, path, copy, copy);
    }

    /** Whether a native library was refused, as another class loader has it. */
    public boolean isLibraryInUse() {
        return copy != null && Thrown.isLibraryInUse(copy);
    }

    /**
     * Logs it without waiting: with the stack, if that is of the plugin's code; or as a failure that has a line already; or briefly, as that of
     * a prerequisite which has one.
     */
    public void log(boolean again, boolean ofLoggedPrerequisite) {
        String text = ofLoggedPrerequisite ? requirement(path) : message;
        boolean withStack = !again && copy != null && copy.isOfForeignCode() && reason != Reason.PREREQUISITE;
        Thrown.warnSoon(again ? text + " (again)" : text, withStack ? copy : null);
    }

    /** The failure as text, which keeps no class of the plugin alive. */
    PluginInfo.Failure recorded(Instant at) {
        String details = copy == null ? "" : Thrown.stackTrace(copy);
        return new PluginInfo.Failure(reason, origin.stage(), message, details, at);
    }
}
