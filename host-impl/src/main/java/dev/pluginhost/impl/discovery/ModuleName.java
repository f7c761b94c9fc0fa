package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.UnusableArtifactException;
import dev.pluginhost.spi.Printable;
import java.util.Set;

/** Names of modules (JLS 6.5.3, 7.7), and which of them a plugin or a library may have. Stateless. */
public final class ModuleName {

    private static final int MAX_LENGTH = 200;

    /** These are no identifiers (JLS 3.9); words that are keywords only in places are identifiers elsewhere. */
    private static final Set<String> RESERVED = Set.of(("abstract assert boolean break byte case catch char class const"
                    + " continue default do double else enum extends final finally float for goto if implements import"
                    + " instanceof int interface long native new package private protected public return short static"
                    + " strictfp super switch synchronized this throw throws transient try void volatile while true false"
                    + " null _")
            .split(" "));

    private ModuleName() {}

    /** Whether a plugin's module can have a name: identifiers with dots in between, not hidden, and not too long. */
    public static boolean isOne(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        for (String part : text.split("\\.", -1)) {
            if (!isIdentifier(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIdentifier(String text) {
        if (text.isEmpty() || !Character.isJavaIdentifierStart(text.codePointAt(0))) {
            return false;
        }
        int next;
        for (int i = 0; i < text.length(); i += Character.charCount(next)) {
            next = text.codePointAt(i);
            if (!Character.isJavaIdentifierPart(next) || Character.isIdentifierIgnorable(next)) {
                return false;
            }
        }
        return !RESERVED.contains(text);
    }

    /** Refuses a plugin whose module has a name that a plugin cannot have. */
    static void check(ModuleArtifact plugin) throws UnusableArtifactException {
        String name = plugin.name();
        if (!isOne(name)) {
            throw UnusableArtifactException.invalid(
                    plugin.file(),
                    "its module is called " + Printable.quoted(name) + ", and no plugin can be called that",
                    "rename the module: Java identifiers separated by dots, at most " + MAX_LENGTH + " characters");
        }
        if (name.startsWith("java.") || name.startsWith("jdk.")) {
            throw UnusableArtifactException.invalid(
                    name,
                    plugin.file(),
                    "names that begin with java. or jdk. are reserved for the JDK, so it cannot be a plugin",
                    "put it into one directory with the plugin that requires it (a bundle), or rename the module");
        }
    }

    /** Refuses a library of a bundle that messages could not name; otherwise it may be called what the JDK accepts. */
    static void checkLibrary(ModuleArtifact library) throws UnusableArtifactException {
        String name = library.name();
        if (name.length() > MAX_LENGTH
                || name.codePoints()
                        .anyMatch(point -> Character.isIdentifierIgnorable(point) || Character.isISOControl(point))) {
            throw UnusableArtifactException.invalid(
                    library.file(),
                    "its module is called " + Printable.quoted(name)
                            + ", which is too long or has characters that are not shown",
                    "rename the module, or remove it");
        }
    }
}
