package dev.pluginhost;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The result of a start of the host.
 *
 * @param took the time from the call to the end of the last eager import
 * @param installed the number of installed plugins, without artifacts that cannot be read or are ambiguous
 * @param eager a result for each installed eager plugin, ordered by name; one that is missing or unreadable has a problem
 *     instead
 * @param background the names of the plugins that are being imported in the background, sorted; those that cannot be imported
 *     have a problem instead
 * @param lazy the number of installed lazy plugins, including those that are imported already or cannot be imported
 * @param refused the number of installed plugins that the application has disabled or refused
 * @param problems the problems of installed plugins that are known without importing them. {@link PluginHost#check()} has these
 *     too, and those that it finds only by resolving each plugin
 */
public record StartReport(
        Duration took,
        int installed,
        Map<String, ImportResult> eager,
        List<String> background,
        int lazy,
        int refused,
        List<Problem> problems) {

    /** Copies the collections and refuses {@code null}. */
    public StartReport {
        Objects.requireNonNull(took, "took");
        eager = eager.isEmpty() ? Map.of() : Values.asGiven(eager);
        background = List.copyOf(background);
        problems = List.copyOf(problems);
    }

    /**
     * A summary for people, which the host also logs. Its format may change.
     *
     * @return on one line: the duration, the numbers of installed, eager, background, lazy and refused plugins, how many eager
     *     ones have failed, and the numbers of errors, warnings and notes
     */
    @Override
    public String toString() {
        int failed = 0;
        for (ImportResult result : eager.values()) {
            failed += result.module().isPresent() ? 0 : 1;
        }
        return "Plugin host started in " + took.toMillis() + " ms: " + number(installed, "plugin") + " installed, "
                + eager.size() + " eager" + (failed == 0 ? "" : " (" + failed + " failed)") + ", " + background.size()
                + " in the background, " + lazy + " lazy, " + refused + " refused; "
                + number(count(Problem.Severity.ERROR), "error") + ", "
                + number(count(Problem.Severity.WARNING), "warning") + ", "
                + number(count(Problem.Severity.NOTE), "note");
    }

    private static String number(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /**
     * The number of problems of one severity.
     *
     * @param severity a severity
     * @return their number
     */
    public long count(Problem.Severity severity) {
        long count = 0;
        for (Problem problem : problems) {
            count += problem.severity() == severity ? 1 : 0;
        }
        return count;
    }

    /**
     * Whether every installed eager plugin is imported. An eager plugin that is missing or unreadable has no result but is one
     * of the {@link #problems}.
     *
     * @return whether all results are successes
     */
    public boolean allEagerImported() {
        return eager.values().stream().allMatch(result -> result.module().isPresent());
    }
}
