package dev.pluginhost.cli.base;

import dev.pluginhost.spi.Printable;
import java.io.PrintWriter;

/** Where a command writes: results, messages about what is wrong, and whether in colours. For use by one thread. */
public final class Terminal {

    /** How a text looks in colours. */
    public enum Style {
        PLAIN(""),
        BOLD("1"),
        DIM("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean colours;

    /** The writers belong to the caller. */
    public Terminal(PrintWriter out, PrintWriter err, boolean colours) {
        this.out = out;
        this.err = err;
        this.colours = colours;
    }

    public PrintWriter out() {
        return out;
    }

    public PrintWriter err() {
        return err;
    }

    public boolean hasColours() {
        return colours;
    }

    /** Writes a line of results; the text is made printable. */
    public void say(String text) {
        say(Style.PLAIN, text);
    }

    public void say(Style style, String text) {
        out.println(styled(style, Printable.line(Values.shortened(text))));
    }

    /** Writes a JSON object, which is the only one and all of the results. */
    public void say(Json object) {
        out.println(object);
    }

    /** Writes a line about what is wrong, without colours, as it may go to a file; the text is made printable. */
    public void complain(String message) {
        err.println(Printable.line(message));
    }

    /** Writes a line beside the results, for people; the text is made printable. */
    public void remark(String message) {
        err.println(Printable.line(message));
    }

    /** A text in a style, or as it is without colours. */
    public String styled(Style style, String text) {
        return colours && style != Style.PLAIN ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
    }
}
