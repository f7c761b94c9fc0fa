package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Details;
import dev.pluginhost.benchmarks.report.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What the parts come to, as they are measured one after the other. Not safe for use by several threads. */
final class Outcome {

    private final List<Verdict> verdicts = new ArrayList<>();
    private final Details details = new Details();

    /** Adds a verdict. */
    void verdict(Verdict verdict) {
        verdicts.add(verdict);
    }

    /** What has been measured, to be added to. */
    Details details() {
        return details;
    }

    /** All of it. */
    Chapter chapter(String title) {
        return new Chapter(title, verdicts, details);
    }
}
