package dev.pluginhost.verify;

import dev.pluginhost.Problem.Severity;
import dev.pluginhost.spi.Printable;
import java.util.List;
import java.util.Objects;

/**
 * Something that code of a plugin refers to and does not find as it needs it. Immutable.
 *
 * @param plugin the name of the plugin
 * @param severity {@link Severity#ERROR} if the code fails when it gets there; {@link Severity#WARNING} if so, and what is missing would have to be
 *     in the same jar; {@link Severity#NOTE} if the plugin can do without
 * @param cause what is wrong, for programs
 * @param missing the class, method, field or package that it is about, as it stands in source code
 * @param uses the places that need it, in the order of their classes, methods and lines; empty if it is about the plugin as a whole
 * @param message what is wrong, for people: the fact, the offender, the first place that needs it, and after a semicolon the cure. One line of
 *     at most 4,000 characters; control characters are escaped
 */
public record Finding(String plugin, Severity severity, Cause cause, String missing, List<Use> uses, String message) {

    /** What can be wrong. */
    public enum Cause {
        /** The plugin is not installed, or cannot be imported, so its classes were not read; {@code PluginHost.check()} tells more. */
        UNRESOLVABLE,
        /** A file of the plugin cannot be read, or is not a class file. */
        UNREADABLE,
        /** A class file is of a later release of Java. */
        JAVA_VERSION,
        /** Nothing that the plugin sees has the package. */
        MISSING_PACKAGE,
        /** The package is there, but not the class. */
        MISSING_CLASS,
        /** The class has no method of that name. */
        MISSING_METHOD,
        /** The class has methods of that name, but none with these parameters and that result. */
        CHANGED_METHOD,
        /** The class has no field of that name. */
        MISSING_FIELD,
        /** The class has a field of that name, but of another type. */
        CHANGED_FIELD,
        /** The class is in a module or plugin that the plugin's module does not require. */
        NOT_READ,
        /** The class is in a package that its module does not export to the plugin. */
        NOT_EXPORTED,
        /** The class, method or field is private, protected, or of the package. */
        NO_ACCESS,
        /** A class was compiled against as an interface or the other way round, a static member as one of an instance, an abstract class as none. */
        CHANGED_KIND,
        /** A class has no method for an abstract one of a class or interface that it extends or implements. */
        NOT_IMPLEMENTED,
        /** A class extends a final class, overrides a final method, or is not permitted by a sealed class. */
        FINAL,
        /** A class that the plugin provides as a service cannot be made. */
        PROVIDER
    }

    /**
     * A place in a plugin's code.
     *
     * @param type the class, as it stands in source code but for {@code $} before nested ones
     * @param method the method, {@code <init>} for a constructor; empty if it is about the class as a whole
     * @param line the line in the source; 0 if it is not known
     * @param artifact the file name of the jar or directory that has the class
     */
    public record Use(String type, String method, int line, String artifact) {

        /** Refuses {@code null}, and makes the texts printable. */
        public Use {
            type = Printable.name(Objects.requireNonNull(type, "type"));
            method = Printable.name(Objects.requireNonNull(method, "method"));
            artifact = Printable.name(Objects.requireNonNull(artifact, "artifact"));
        }

        /**
         * The place as {@code p.C.method (line 12)}.
         *
         * @return a text for people
         */
        @Override
        public String toString() {
            return type + (method.isEmpty() ? "" : "." + method) + (line == 0 ? "" : " (line " + line + ")");
        }
    }

    /** Refuses {@code null}, and makes the texts printable. */
    public Finding {
        plugin = Printable.name(Objects.requireNonNull(plugin, "plugin"));
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(cause, "cause");
        missing = Printable.text(Objects.requireNonNull(missing, "missing"));
        uses = List.copyOf(uses);
        message = Printable.line(Objects.requireNonNull(message, "message"));
    }

    /**
     * The severity, the cause and the message, on one line.
     *
     * @return a line for people
     */
    @Override
    public String toString() {
        return severity + " " + cause + ": " + message;
    }
}
