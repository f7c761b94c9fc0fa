package dev.pluginhost;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What came of the start of a host.
 *
 * @param took from the call to the end of the last eager import
 * @param eager a result for each installed eager plugin, ordered by name; one that cannot be found or read has a problem instead
 * @param background the names of the plugins that are being imported in the background, sorted; those that cannot be imported
 *     as things are have a problem instead
 * @param lazy how many installed plugins are imported on first use; it counts those that are imported already, or that cannot be
 * @param problems what was found wrong with installed plugins without importing them, as by
 *     {@link PluginHost#check()} short of resolving each one
 */
public record StartReport(
        Duration took, Map<String, ImportResult> eager, List<String> background, int lazy, List<Problem> problems) {

    /** Copies the collections and refuses {@code null}. */
    public StartReport {
        Objects.requireNonNull(took, "took");
        eager = Values.asGiven(eager);
        background = List.copyOf(background);
        problems = List.copyOf(problems);
    }

    /**
     * A summary in a line.
     *
     * @return how long it took, how many plugins were imported, are being imported and wait, and how many errors, warnings and
     *     notes there are
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
     * How many of the problems are of one severity.
     *
     * @param severity how grave
     * @return their number
     */
    public long count(Problem.Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .count();
    }

    /**
     * Whether every installed eager plugin is imported. One that cannot be found or read is not among them, but is one of the
     * {@link #problems}.
     *
     * @return whether all results are successes
     */
    public boolean allEagerImported() {
        return eager.values().stream().allMatch(result -> result.module().isPresent());
    }
}
