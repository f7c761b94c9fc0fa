package dev.pluginhost.spi;

/**
 * Makes text from another source fit for messages, reports and the log: names, versions, file names, texts of exceptions. It
 * escapes, as in Java source, what a terminal or a log would not show as one visible character. These are control characters,
 * line breaks, invisible and direction-changing format characters, and unpaired surrogates. A longer text than the limit is
 * cut, and ends with the number of missing characters. Each method changes nothing in its own result. Stateless.
 */
public final class Printable {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TEXT = 1_000;
    private static final int LONGEST_MESSAGE = 4_000;
    private static final int LONGEST_LINES = 100_000;

    private static final String CUT = "... (";
    private static final String CUT_END = " more characters)";

    /** Room for the words with the number of missing characters, for any {@code int}. */
    private static final int CUT_ROOM = CUT.length() + CUT_END.length() + 10;

    private static final String HEX = "0123456789abcdef";

    private Printable() {}

    /**
     * A name, a version or a file name within a message.
     *
     * @param name any text
     * @return at most 200 characters, on one line
     */
    public static String name(String name) {
        return of(name, LONGEST_NAME, false);
    }

    /**
     * A name in double quotes: for text that is not a legal name.
     *
     * @param name any text
     * @return at most 202 characters, on one line
     */
    public static String quoted(String name) {
        return '"' + name(name) + '"';
    }

    /**
     * A longer text within a message, such as the message of an exception.
     *
     * @param text any text
     * @return at most 1,000 characters, on one line
     */
    public static String text(String text) {
        return of(text, LONGEST_TEXT, false);
    }

    /**
     * A whole message, with all that it quotes.
     *
     * @param message any text
     * @return at most 4,000 characters, on one line
     */
    public static String line(String message) {
        return of(message, LONGEST_MESSAGE, false);
    }

    /**
     * A text of several lines, such as a stack trace: it keeps line breaks and tabs.
     *
     * @param text any text
     * @return at most 100,000 characters
     */
    public static String lines(String text) {
        return of(text, LONGEST_LINES, true);
    }

    private static String of(String text, int limit, boolean severalLines) {
        if (text.length() <= limit && isPrintable(text, severalLines)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(Math.min(text.length(), limit) + CUT_ROOM);
        int kept = 0;
        int read = 0;
        int next = 0;
        while (next < text.length()) {
            int character = text.codePointAt(next);
            int after = next + Character.charCount(character);
            if (isPrintable(character, severalLines) || (severalLines && isLineEnd(text, next))) {
                printable.appendCodePoint(character);
            } else {
                for (int i = next; i < after; i++) {
                    escape(text.charAt(i), printable);
                }
            }
            if (printable.length() <= limit - CUT_ROOM) {
                kept = printable.length();
                read = after;
            } else if (printable.length() > limit) {
                printable.setLength(kept);
                return printable
                        .append(CUT)
                        .append(text.length() - read)
                        .append(CUT_END)
                        .toString();
            }
            next = after;
        }
        return printable.toString();
    }

    /** Whether nothing must be escaped. This is so for nearly every text; the check allocates nothing. */
    private static boolean isPrintable(String text, boolean severalLines) {
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (Character.isSurrogate(next) || !isPrintable(next, severalLines)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrintable(int character, boolean severalLines) {
        if (character >= ' ' && character < 0x7f) {
            return true;
        }
        if (character == '\n' || character == '\t') {
            return severalLines;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** Whether this is the first half of a line break of Windows. Elsewhere, a carriage return overwrites its line. */
    private static boolean isLineEnd(String text, int at) {
        return text.charAt(at) == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
    }

    private static void escape(char character, StringBuilder to) {
        switch (character) {
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            default -> {
                to.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    to.append(HEX.charAt((character >> shift) & 0xf));
                }
            }
        }
    }
}
