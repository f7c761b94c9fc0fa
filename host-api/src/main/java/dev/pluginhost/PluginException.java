package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plugin could not be imported, unloaded or reloaded. Each subtype is one kind of reason. The message states the fact, the offender, who
 * wanted it, and after a semicolon the cure. It is one line of at most 4,000 characters; control characters in names and texts are
 * escaped. Every caller gets an exception of its own, with the real cause.
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

    private final transient Origin origin;

    /**
     * A failure. What the message quotes of names and texts may be anything: it is escaped, and cut after 4,000 characters.
     *
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    protected PluginException(String message, Origin origin, @Nullable Throwable cause) {
        super(Printable.line(message), cause);
        this.origin = Objects.requireNonNull(origin, "origin");
    }

    /**
     * The module that failed.
     *
     * @return the module's name; empty if the failure is about none
     */
    public final String module() {
        return origin.module();
    }

    /**
     * How far its import came.
     *
     * @return the stage in which it failed
     */
    public final ImportStage stage() {
        return origin.stage();
    }

    /**
     * Where the module is.
     *
     * @return its jar, exploded module or bundle directory, if one was found
     */
    public final Optional<Path> location() {
        return origin.location();
    }

    /**
     * Whether the same call may succeed later although neither plugins nor application have been changed.
     *
     * @return whether trying again can help
     */
    public abstract boolean retryable();
}
