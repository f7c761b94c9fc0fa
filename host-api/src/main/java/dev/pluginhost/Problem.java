package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Something about an installed artifact that is wrong or worth knowing.
 *
 * @param severity how severe it is
 * @param reason what it is, for programs
 * @param subject the module's name, or the file's name if the module's is unknown; at most 200 characters, control characters
 *     are escaped
 * @param location the artifact, if it concerns one
 * @param message what it is, for people: the fact, the offender, what wanted it, and after a semicolon the cure. One line of at
 *     most 4,000 characters; control characters are escaped
 */
public record Problem(Severity severity, Reason reason, String subject, Optional<Path> location, String message) {

    /** How severe a problem is, the most severe first. */
    public enum Severity {
        /** The plugin cannot be imported, or a source cannot be read. */
        ERROR,
        /** The plugin can be imported but may not work. */
        WARNING,
        /** Nothing is wrong. */
        NOTE
    }

    /** Refuses {@code null}, and makes the texts printable. */
    public Problem {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(reason, "reason");
        subject = Printable.name(Objects.requireNonNull(subject, "subject"));
        Objects.requireNonNull(location, "location");
        message = Printable.line(Objects.requireNonNull(message, "message"));
    }

    /**
     * The severity, the reason and the message, on one line.
     *
     * @return a line for people
     */
    @Override
    public String toString() {
        return severity + " " + reason + ": " + message;
    }
}
