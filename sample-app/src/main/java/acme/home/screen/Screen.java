package acme.home.screen;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/** Writes for people. Safe for use by any thread. */
public final class Screen {

    private final PrintStream out;
    private final boolean styled;

    /** A screen that applies styles or leaves them out. */
    Screen(PrintStream out, boolean styled) {
        this.out = out;
        this.styled = styled;
    }

    /** A screen on the standard output, with styles if that is a terminal. */
    public static Screen on(PrintStream standardOutput) {
        return new Screen(standardOutput, System.getenv("NO_COLOR") == null && isTerminal());
    }

    /** Begins a new part. */
    public void heading(String text) {
        out.println();
        line(Style.BOLD, text);
    }

    /** A line as it is. */
    public void line(String text) {
        line(Style.PLAIN, text);
    }

    /** A line in a style. */
    public void line(Style style, String text) {
        out.println(styled ? style.applyTo(text) : text);
    }

    /** A line of a part, formatted as by {@link String#format}. */
    public void say(String format, Object... args) {
        line("  " + String.format(Locale.ROOT, format, args));
    }

    /** What an exception says. */
    public void message(Throwable failure) {
        line(Style.DIM, "  " + failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    /** From JDK 22 on there is a console even where there is no terminal, and a method that tells. */
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
