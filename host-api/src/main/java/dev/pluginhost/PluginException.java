package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plugin could not be imported, unloaded or reloaded. {@link #reason()} says why. Failures that a caller treats differently
 * have a type of their own. The message states the fact, the offender, what wanted it, and after a semicolon the cure. It is
 * one line of at most 4,000 characters; control characters in names and texts are escaped. Every caller gets its own exception
 * with the real cause.
 *
 * <p>A serialized exception keeps its values, except for a location on another file system than the default one. Its causes are
 * serialized as they are, so a program that reads it needs their classes.
 */
public class PluginException extends RuntimeException {

    /**
     * Where a failure happened.
     *
     * @param module the name of the module that failed; empty if the failure concerns none
     * @param stage the stage that its import had reached
     * @param location its artifact, if one was found
     */
    public record Origin(String module, ImportStage stage, Optional<Path> location) {

        /** Refuses {@code null}. */
        public Origin {
            Objects.requireNonNull(module, "module");
            Objects.requireNonNull(stage, "stage");
            Objects.requireNonNull(location, "location");
        }

        /**
         * A failure before any artifact was found.
         *
         * @param module the requested name; empty if the failure concerns none
         * @return an origin in the stage {@link ImportStage#FIND}
         */
        public static Origin of(String module) {
            return new Origin(module, ImportStage.FIND, Optional.empty());
        }
    }

    private final Reason reason;
    private final String module;
    private final ImportStage stage;

    @SuppressWarnings("serial") // an immutable list of the JDK, which is serializable
    private final List<String> path;

    /** The location, if it is on the default file system: only such a path can be restored from a serialized form. */
    private final @Nullable String file;

    /** The location, if it is on another file system. */
    private final transient @Nullable Path elsewhere;

    /**
     * A failure without a path.
     *
     * @param reason why
     * @param message the fact, the offender, what wanted it, and after a semicolon the cure; any text, which is escaped and cut
     *     after 4,000 characters
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public PluginException(Reason reason, String message, Origin origin, @Nullable Throwable cause) {
        this(reason, message, origin, List.of(), cause);
    }

    /**
     * A failure.
     *
     * @param reason why
     * @param message the fact, the offender, what wanted it, and after a semicolon the cure; any text, which is escaped and cut
     *     after 4,000 characters
     * @param origin where it happened
     * @param path see {@link #path()}
     * @param cause the real cause, if it is another exception
     */
    public PluginException(Reason reason, String message, Origin origin, List<String> path, @Nullable Throwable cause) {
        super(Printable.line(message), cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.module = origin.module();
        this.stage = origin.stage();
        this.path = List.copyOf(path);
        Path location = origin.location().orElse(null);
        if (location != null && location.getFileSystem() == FileSystems.getDefault()) {
            this.file = location.toString();
            this.elsewhere = null;
        } else {
            this.file = null;
            this.elsewhere = location;
        }
    }

    /**
     * Why the call failed.
     *
     * @return the reason
     */
    public final Reason reason() {
        return reason;
    }

    /**
     * The module that failed.
     *
     * @return the module's name; empty if the failure concerns none
     */
    public final String module() {
        return module;
    }

    /**
     * The stage that the import had reached.
     *
     * @return the stage in which it failed
     */
    public final ImportStage stage() {
        return stage;
    }

    /**
     * Where the module is.
     *
     * @return its jar, exploded module or bundle directory, if one was found
     */
    public final Optional<Path> location() {
        if (file == null) {
            return Optional.ofNullable(elsewhere);
        }
        try {
            return Optional.of(Path.of(file));
        } catch (InvalidPathException e) {
            return Optional.empty(); // the exception was created on another operating system
        }
    }

    /**
     * The plugins that led to the failure. For {@link Reason#IMPORT_CYCLE}, this is the cycle: the first name is also the last.
     * For {@link Reason#PREREQUISITE}, it leads from the plugin, which is the first, to the one that failed, which is the last.
     *
     * @return module names; empty for other reasons
     */
    public final List<String> path() {
        return path;
    }

    /**
     * Whether the same call may succeed later although neither plugins nor application have changed. A failure of a
     * prerequisite is retryable if its cause is.
     *
     * @return whether trying again can help
     */
    public final boolean retryable() {
        return switch (reason) {
            case SOURCE,
                    UNREADABLE,
                    START_FAILED,
                    CONFIGURATION,
                    TIMEOUT,
                    INTERRUPTED,
                    WOULD_BLOCK,
                    IN_USE,
                    RELOAD_FAILED -> true;
            case PREREQUISITE -> getCause() instanceof PluginException failure && failure.retryable();
            default -> false;
        };
    }
}
