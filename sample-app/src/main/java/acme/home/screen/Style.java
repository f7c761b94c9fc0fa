package acme.home.screen;

/** A style of text on a terminal. */
public enum Style {
    /** Plain text. */
    PLAIN(""),
    /** Headings. */
    BOLD("\u001b[1m"),
    /** Details. */
    DIM("\u001b[2m"),
    /** Success. */
    GREEN("\u001b[32m"),
    /** Failure. */
    RED("\u001b[31m");

    private static final String END = "\u001b[0m";

    private final String begin;

    Style(String begin) {
        this.begin = begin;
    }

    String applyTo(String text) {
        return this == PLAIN ? text : begin + text + END;
    }
}
