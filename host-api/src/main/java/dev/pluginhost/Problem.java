package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Something about an installed artifact that is wrong or worth knowing.
 *
 * @param severity how grave it is
 * @param kind what it is, for programs
 * @param subject the module's name; the file's name, if the module's could not be found out; at most 200 characters, control
 *     characters are escaped
 * @param location the artifact, if it is about one
 * @param message what it is, for people: the fact, the offender, who wanted it, and after a semicolon the cure; one line of at
 *     most 4,000 characters, control characters are escaped
 */
public record Problem(Severity severity, Kind kind, String subject, Optional<Path> location, String message) {

    /** How grave a problem is, the gravest first. */
    public enum Severity {
        /** The plugin cannot be imported, or a source cannot be read. */
        ERROR,
        /** The plugin can be imported, but may not work. */
        WARNING,
        /** Nothing is wrong. */
        NOTE
    }

    /** What a problem is. */
    public enum Kind {
        /** A source is not there, cannot be listed, or does not answer. */
        SOURCE,
        /** An artifact is not a module that can be read. */
        BROKEN,
        /** A module's declaration contradicts itself or what a plugin may be. */
        INVALID,
        /** It cannot be told which module of a bundle is the plugin. */
        AMBIGUOUS_BUNDLE,
        /** Several artifacts of one source are the same module in the same version. */
        AMBIGUOUS,
        /** A file or directory looks like a plugin, or a part of one, and is passed over for its name or its place. */
        PASSED_OVER,
        /** An artifact is passed over for another of the same module. */
        SHADOWED,
        /** An artifact is passed over because the application has the module. */
        APPLICATION_HAS_IT,
        /** A module of a bundle is not loaded: none requires it, or it cannot be beside one that the plugin needs. */
        UNUSED,
        /** A module provides nothing, and nobody requires it. */
        PROVIDES_NOTHING,
        /** A required module is not there. */
        MISSING,
        /** Modules require each other. */
        CYCLE,
        /** Two modules have the same package where one module sees both. */
        SPLIT_PACKAGE,
        /** An automatic module refers to a package that only other plugins have, which it cannot see. */
        UNSEEN_PACKAGE,
        /** A module was compiled against an incompatible version of another. */
        VERSION,
        /** A plugin requires one that the application does not want. */
        REFUSED,
        /** A plugin requires one that has an error itself. */
        PREREQUISITE,
        /** The module system refuses to resolve the module for another reason. */
        UNRESOLVABLE,
        /** The application has named a plugin that is not installed. */
        UNKNOWN_NAME
    }

    /** Refuses {@code null}, and makes the texts printable. */
    public Problem {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(kind, "kind");
        subject = Printable.name(Objects.requireNonNull(subject, "subject"));
        Objects.requireNonNull(location, "location");
        message = Printable.line(Objects.requireNonNull(message, "message"));
    }

    /**
     * The severity, the kind and the message, on one line.
     *
     * @return a line for people
     */
    @Override
    public String toString() {
        return severity + " " + kind + ": " + message;
    }
}
