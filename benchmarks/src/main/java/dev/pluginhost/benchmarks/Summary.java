package dev.pluginhost.benchmarks;

import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.TextTable;
import dev.pluginhost.benchmarks.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

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
        return page(TextTable::plain, "");
    }

    List<String> markdown() {
        return page(TextTable::markdown, "- ");
    }

    private List<String> page(Function<TextTable, List<String>> form, String bullet) {
        List<String> lines = new ArrayList<>();
        lines.add(machine);
        lines.add("");
        if (verdicts.isEmpty()) {
            lines.add(NOTHING);
            return lines;
        }
        lines.addAll(form.apply(Verdict.table(verdicts)));
        lines.add("");
        sentences().forEach(sentence -> lines.add(bullet + sentence));
        return lines;
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
