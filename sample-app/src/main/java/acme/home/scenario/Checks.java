package acme.home.scenario;

import acme.home.screen.Screen;
import acme.home.screen.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The checks of the scenario and their results. Thread-safe. */
public final class Checks {

    private final Screen screen;
    private final List<String> failed = new ArrayList<>();
    private int passed;

    /** Checks whose results are shown immediately. */
    public Checks(Screen screen) {
        this.screen = screen;
    }

    /** Adds a check and its result. */
    public synchronized void that(String name, boolean holds) {
        if (holds) {
            passed++;
            screen.line(Style.GREEN, "  ok: " + name);
        } else {
            failed.add(name);
            screen.line(Style.RED, "  NOT SO: " + name);
        }
    }

    /** Adds a check that failed with an exception. */
    public synchronized Void failed(String name, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        that(name, false);
        screen.line(Style.RED, "  " + cause);
        return null;
    }

    /** Whether all checks have passed so far. */
    public synchronized boolean allPassed() {
        return failed.isEmpty();
    }

    /** Shows how many checks have passed, and which have not. */
    public synchronized void printSummary() {
        screen.line("");
        if (failed.isEmpty()) {
            screen.line(Style.GREEN, "All " + passed + " checks passed.");
        } else {
            screen.line(Style.RED, failed.size() + " of " + (passed + failed.size()) + " checks failed:");
            failed.forEach(name -> screen.line(Style.RED, "  " + name));
        }
    }
}
