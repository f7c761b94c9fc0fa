package dev.pluginhost.impl.discovery;

import java.util.Set;

/** Names of modules (JLS 6.5.3, 7.7), and which of them a plugin may have. Stateless. */
public final class ModuleName {

    /** No plugin has a longer name. */
    static final int MAX_LENGTH = 200;

    /** As an Identifier they are none (JLS 3.9); those that are keywords only in places are identifiers elsewhere. */
    private static final Set<String> RESERVED = Set.of(
            "abstract",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "const",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extends",
            "final",
            "finally",
            "float",
            "for",
            "goto",
            "if",
            "implements",
            "import",
            "instanceof",
            "int",
            "interface",
            "long",
            "native",
            "new",
            "package",
            "private",
            "protected",
            "public",
            "return",
            "short",
            "static",
            "strictfp",
            "super",
            "switch",
            "synchronized",
            "this",
            "throw",
            "throws",
            "transient",
            "try",
            "void",
            "volatile",
            "while",
            "true",
            "false",
            "null",
            "_");

    private ModuleName() {}

    /**
     * Whether a text can be the name of a plugin's module: identifiers with dots in between, at most 200 characters. Characters
     * that are not shown, which an identifier may have, are refused.
     */
    public static boolean isOne(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        int start = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
            if (!isIdentifier(text, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isIdentifier(text, start, text.length());
    }

    private static boolean isIdentifier(String text, int start, int end) {
        if (start == end || !Character.isJavaIdentifierStart(text.codePointAt(start))) {
            return false;
        }
        int next;
        for (int i = start; i < end; i += Character.charCount(next)) {
            next = text.codePointAt(i);
            if (!Character.isJavaIdentifierPart(next) || Character.isIdentifierIgnorable(next)) {
                return false;
            }
        }
        return !RESERVED.contains(text.substring(start, end));
    }

    /** Whether a name is one of those that are kept for the JDK. */
    static boolean isOfJdk(String name) {
        return name.startsWith("java.") || name.startsWith("jdk.");
    }

    /** Whether a module that no one asks for by name, such as a library, can be spoken of: short, and nothing in it is hidden. */
    static boolean isTellable(String name) {
        return name.length() <= MAX_LENGTH
                && name.codePoints().noneMatch(Character::isIdentifierIgnorable)
                && name.codePoints().noneMatch(Character::isISOControl);
    }
}
