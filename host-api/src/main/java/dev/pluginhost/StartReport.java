package dev.pluginhost;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The result of a start of the host.
 *
 * @param took the time from the call to the end of the last eager import
 * @param eager a result for each installed eager plugin, ordered by name; one that is missing or unreadable has a problem
 *     instead
 * @param background the names of the plugins that are being imported in the background, sorted; those that cannot be imported
 *     have a problem instead
 * @param lazy the number of installed lazy plugins, including those that are imported already or cannot be imported
 * @param problems the problems of installed plugins that are known without importing them. {@link PluginHost#check()} has these
 *     too, and those that it finds only by resolving each plugin
 */
public record StartReport(
        Duration took, Map<String, ImportResult> eager, List<String> background, int lazy, List<Problem> problems) {

    /** Copies the collections and refuses {@code null}. */
    public StartReport {
        Objects.requireNonNull(took, "took");
        eager = eager.isEmpty() ? Map.of() : Values.asGiven(eager);
        background = List.copyOf(background);
        problems = List.copyOf(problems);
    }

    /**
     * A summary.
     *
     * @return on one line: the duration, the numbers of eager, background and lazy plugins, and of errors, warnings and notes
     */
    @Override
    public String toString() {
        long imported = eager.values().stream()
                .filter(result -> result.module().isPresent())
                .count();
        return "Started in " + took.toMillis() + " ms: " + imported + " of " + eager.size()
                + " eager plugins imported, " + background.size() + " in the background, " + lazy + " lazy; "
                + count(Problem.Severity.ERROR) + " errors, " + count(Problem.Severity.WARNING) + " warnings, "
                + count(Problem.Severity.NOTE) + " notes";
    }

    /**
     * The number of problems of one severity.
     *
     * @param severity a severity
     * @return their number
     */
    public long count(Problem.Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .count();
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
