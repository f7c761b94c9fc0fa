package acme.home.screen;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/** Writes the output. Thread-safe. */
public final class Screen {

    private final PrintStream out;
    private final boolean styled;

    /** A screen with or without styles. */
    Screen(PrintStream out, boolean styled) {
        this.out = out;
        this.styled = styled;
    }

    /** A screen on the standard output, with styles if that is a terminal. */
    public static Screen on(PrintStream standardOutput) {
        return new Screen(standardOutput, System.getenv("NO_COLOR") == null && isTerminal());
    }

    /** Begins a new section. */
    public void heading(String text) {
        out.println();
        line(Style.BOLD, text);
    }

    /** A line without a style. */
    public void line(String text) {
        line(Style.PLAIN, text);
    }

    /** A line in a style. */
    public void line(Style style, String text) {
        out.println(styled ? style.applyTo(text) : text);
    }

    /** A line of a section, formatted as by {@link String#format}. */
    public void say(String format, Object... args) {
        line("  " + String.format(Locale.ROOT, format, args));
    }

    /** The type and message of an exception. */
    public void message(Throwable failure) {
        line(Style.DIM, "  " + failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    /** From JDK 22 on, there is a console even without a terminal, and a method that tells the difference. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
