package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plugin could not be imported, unloaded or reloaded. Each subtype is one kind of reason. The message states the fact, the offender, who
 * wanted it, and after a semicolon the cure. It is one line of at most 4,000 characters; control characters in names and texts are
 * escaped. Every caller gets an exception of its own, with the real cause.
 *
 * <p>A serialized exception keeps what it says, but for a location on another file system than the default one. Its causes are
 * serialized as they are, so a program that reads it needs their classes.
 */
public abstract class PluginException extends RuntimeException {

    /**
     * Where a failure happened.
     *
     * @param module the name of the module that failed; empty if it is about none
     * @param stage how far its import came
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
         * @param module the name that was asked for; empty if it is about none
         * @return an origin in the stage {@link ImportStage#FIND}
         */
        public static Origin of(String module) {
            return new Origin(module, ImportStage.FIND, Optional.empty());
        }
    }

    private final String module;
    private final ImportStage stage;

    /** The location, if it is on the default file system: only such a one can be made again from a serialized form. */
    private final @Nullable String file;

    /** The location, if it is on another one. */
    private final transient @Nullable Path elsewhere;

    /**
     * A failure. What the message quotes of names and texts may be anything: it is escaped, and cut after 4,000 characters.
     *
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    protected PluginException(String message, Origin origin, @Nullable Throwable cause) {
        super(Printable.line(message), cause);
        this.module = origin.module();
        this.stage = origin.stage();
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
     * The module that failed.
     *
     * @return the module's name; empty if the failure is about none
     */
    public final String module() {
        return module;
    }

    /**
     * How far its import came.
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
            return Optional.empty(); // it was made on another operating system
        }
    }

    /**
     * Whether the same call may succeed later although neither plugins nor application have been changed.
     *
     * @return whether trying again can help
     */
    public abstract boolean retryable();
}
