package dev.pluginhost.benchmarks;

import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.TextTable;
import dev.pluginhost.benchmarks.report.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * The one table of all that is wanted, and what is not as wanted.
 *
 * @param machine what the figures have to be read with
 */
record Summary(String machine, List<Verdict> verdicts) {

    private static final String NOTHING = "nothing is wanted of what was measured";

    /** Copies the verdicts. */
    Summary {
        verdicts = List.copyOf(verdicts);
    }

    static Summary of(String machine, List<Chapter> chapters) {
        return new Summary(
                machine,
                chapters.stream()
                        .flatMap(chapter -> chapter.verdicts().stream())
                        .toList());
    }

    List<String> plain() {
        List<String> lines = new ArrayList<>();
        lines.add(machine);
        lines.add("");
        if (verdicts.isEmpty()) {
            lines.add(NOTHING);
            return lines;
        }
        lines.addAll(table().plain());
        lines.add("");
        lines.addAll(sentences());
        return lines;
    }

    List<String> markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(machine);
        lines.add("");
        if (verdicts.isEmpty()) {
            lines.add(NOTHING);
            return lines;
        }
        lines.addAll(table().markdown());
        lines.add("");
        sentences().forEach(sentence -> lines.add("- " + sentence));
        return lines;
    }

    private TextTable table() {
        return Verdict.table(verdicts);
    }

    private List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        long met = verdicts.stream().filter(Verdict::met).count();
        sentences.add(
                met == verdicts.size()
                        ? "all are as wanted"
                        : met + " of " + verdicts.size() + " are as wanted; the others have NO in their rows");
        sentences.add(
                "a ratio is of medians, with the least and the greatest of a round; below 1.00 PluginHost is better");
        for (Verdict verdict : verdicts) {
            if (!verdict.note().isEmpty()) {
                sentences.add(verdict.what() + ", against " + verdict.rival() + ": " + verdict.note());
            }
        }
        return sentences;
    }
}
