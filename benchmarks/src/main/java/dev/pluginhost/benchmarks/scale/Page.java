package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.benchmarks.process.Machine;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The page of this benchmark alone: the machine, the verdicts, the details, and a text on what to do when one process is not
 * enough.
 *
 * @param chapter what has been measured
 */
record Page(Chapter chapter) {

    private static final String LIMITS = "limits.md";
    private static final String READING =
            "Figures are medians of the rounds. A ratio is of medians, with the least and the"
                    + " greatest of a round.";

    /** Writes {@code scale.md} and its charts. */
    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve("scale.md"), markdown());
        for (Map.Entry<String, List<String>> chart : chapter.details().charts().entrySet()) {
            Files.write(directory.resolve(chart.getKey()), chart.getValue());
        }
    }

    private List<String> markdown() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "# How far one process goes", "", Machine.description() + ". " + READING, "", "## Measured", ""));
        if (!chapter.verdicts().isEmpty()) {
            lines.addAll(Verdict.table(chapter.verdicts()).markdown());
            lines.add("");
        }
        lines.addAll(chapter.details().markdown());
        lines.addAll(limits());
        return lines;
    }

    private static List<String> limits() throws IOException {
        try (InputStream in = Page.class.getResourceAsStream(LIMITS)) {
            if (in == null) {
                throw new IOException(LIMITS + " is not beside " + Page.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
