package dev.pluginhost.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The report of a run. As pages it is {@code benchmarks/jdk17/README.md}, one such directory for each feature version of the JDK,
 * and {@code benchmarks.md} with the beginning of each. A run replaces the page of its own version only.
 *
 * @param feature the feature version of the JDK
 * @param machine what was measured on
 */
public record Report(int feature, String machine, List<Chapter> chapters) {

    private static final String README = "README.md";

    /** All of it. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(List.of("# Benchmarks on JDK " + feature, ""));
        lines.addAll(summary());
        for (Chapter chapter : chapters) {
            lines.add("");
            lines.addAll(chapter.lines());
        }
        return lines;
    }

    /** Writes all pages. */
    public void write(Path directory) throws IOException {
        Path versions = directory.resolve("benchmarks");
        Path version = Files.createDirectories(versions.resolve("jdk" + feature));
        Files.write(version.resolve(README), lines());
        Files.write(directory.resolve("benchmarks.md"), overview(versions));
    }

    /** What was measured on, and the goals. */
    private List<String> summary() {
        List<Goal> goals =
                chapters.stream().flatMap(chapter -> chapter.goals().stream()).toList();
        List<String> lines = new ArrayList<>(List.of(machine, ""));
        if (goals.isEmpty()) {
            lines.add("- what was measured has no goals");
            return lines;
        }
        lines.addAll(Goal.table(goals).lines());
        lines.add("");
        long met = goals.stream().filter(Goal::isMet).count();
        lines.add(
                met == goals.size()
                        ? "- all are as wanted"
                        : "- " + met + " of " + goals.size() + " are as wanted; the others have NO in their rows");
        lines.add(
                "- a ratio is of medians, with the least and the greatest of a round; below 1.00 PluginHost is better");
        return lines;
    }

    private static List<String> overview(Path versions) throws IOException {
        List<String> lines = new ArrayList<>(
                List.of(
                        "# Benchmarks",
                        "",
                        "[How it is measured and read, what is fair, and the command that wrote this](../benchmarks/README.md)"));
        try (Stream<Path> directories = Files.list(versions)) {
            for (Path version : directories.sorted().toList()) {
                String name = String.valueOf(version.getFileName());
                lines.addAll(List.of("", "## " + name.replace("jdk", "JDK "), ""));
                lines.addAll(beginning(Files.readAllLines(version.resolve(README))));
                lines.addAll(List.of("", "[All figures](benchmarks/" + name + "/" + README + ")"));
            }
        }
        return lines;
    }

    /** The lines between the title and the first chapter. */
    private static List<String> beginning(List<String> page) {
        List<String> lines =
                page.stream().skip(2).takeWhile(line -> !line.startsWith("## ")).toList();
        return lines.subList(0, lines.size() - 1);
    }
}
