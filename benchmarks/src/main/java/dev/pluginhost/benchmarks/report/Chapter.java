package dev.pluginhost.benchmarks.report;

import java.util.List;

/**
 * What one benchmark comes to.
 *
 * @param title of its part of the report
 * @param verdicts on what is wanted; none if it only informs
 * @param details all that it has measured
 */
public record Chapter(String title, List<Verdict> verdicts, Details details) {

    /** Copies the verdicts. */
    public Chapter {
        verdicts = List.copyOf(verdicts);
    }
}
