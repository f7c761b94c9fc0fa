package acme.home.screen;

/** How text looks on a terminal; elsewhere it is plain. */
public enum Style {
    /** As it is. */
    PLAIN(""),
    /** Headings. */
    BOLD("\u001b[1m"),
    /** What may be passed over. */
    DIM("\u001b[2m"),
    /** Good news. */
    GREEN("\u001b[32m"),
    /** Bad news. */
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
