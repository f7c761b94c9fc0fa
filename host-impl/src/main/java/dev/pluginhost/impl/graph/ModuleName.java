package dev.pluginhost.impl.graph;

import java.util.Locale;

/** Names of modules (JLS 6.5.3, 7.7). Stateless. */
public final class ModuleName {

    /** Longer names are shortened where they are told. */
    private static final int MOST_TOLD = 200;

    private ModuleName() {}

    /** Whether a text can be the name of a module: identifiers with dots in between. */
    public static boolean isOne(String text) {
        boolean first = true;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '.' && !first) {
                first = true;
            } else if (first ? Character.isJavaIdentifierStart(next) : isVisiblePart(next)) {
                first = false;
            } else {
                return false;
            }
        }
        return !first;
    }

    private static boolean isVisiblePart(char next) {
        return Character.isJavaIdentifierPart(next) && !Character.isIdentifierIgnorable(next);
    }

    /** A name for messages. */
    static String told(String name) {
        return name.length() <= MOST_TOLD ? name : name.substring(0, MOST_TOLD) + "...";
    }

    /** A text for messages, quoted, with nothing in it that would spoil a log. */
    public static String quoted(String text) {
        StringBuilder told = new StringBuilder("\"");
        text.chars()
                .limit(MOST_TOLD)
                .forEach(next -> told.append(
                        Character.isISOControl(next)
                                ? String.format(Locale.ROOT, "\\u%04x", next)
                                : String.valueOf((char) next)));
        return told.append(text.length() > MOST_TOLD ? "\"..." : "\"").toString();
    }
}
