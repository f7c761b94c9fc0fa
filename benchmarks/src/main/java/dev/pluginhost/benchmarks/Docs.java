package dev.pluginhost.benchmarks;

import dev.pluginhost.benchmarks.report.Chapter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The report as pages: {@code benchmarks/jdk17/README.md} with its charts beside it, one such directory for each feature
 * version of the JDK, and {@code benchmarks.md} with the beginning of each. A run replaces what runs on the same version have
 * written, and leaves the others'.
 *
 * @param directory what is to have {@code benchmarks.md}
 */
record Docs(Path directory) {

    static final String PAGE = "benchmarks.md";

    private static final String VERSIONS = "benchmarks";
    private static final String PREFIX = "jdk";
    private static final String DETAILS = "README.md";
    private static final String CHAPTER = "## ";

    /** Writes all pages. */
    void write(int feature, Summary summary, List<Chapter> chapters) throws IOException {
        Path version = directory.resolve(VERSIONS).resolve(PREFIX + feature);
        Files.createDirectories(version);
        removeCharts(version);
        Files.write(version.resolve(DETAILS), details(feature, summary, chapters));
        for (Chapter chapter : chapters) {
            for (Map.Entry<String, List<String>> chart :
                    chapter.details().charts().entrySet()) {
                Files.write(version.resolve(chart.getKey()), chart.getValue());
            }
        }
        Files.write(directory.resolve(PAGE), page());
    }

    private static List<String> details(int feature, Summary summary, List<Chapter> chapters) {
        List<String> lines = new ArrayList<>(List.of("# Benchmarks on JDK " + feature, ""));
        lines.addAll(summary.markdown());
        for (Chapter chapter : chapters) {
            lines.addAll(List.of("", CHAPTER + chapter.title(), ""));
            lines.addAll(withoutLastEmpty(chapter.details().markdown()));
        }
        return lines;
    }

    private List<String> page() throws IOException {
        List<String> lines = new ArrayList<>(
                List.of(
                        "# Benchmarks",
                        "",
                        "[How it is measured and read, what is fair, and the command that wrote this](../benchmarks/README.md)"));
        for (int feature : features()) {
            String details = VERSIONS + "/" + PREFIX + feature + "/" + DETAILS;
            lines.addAll(List.of("", "## JDK " + feature, ""));
            lines.addAll(beginning(Files.readAllLines(directory.resolve(details))));
            lines.addAll(List.of("", "[All figures and charts](" + details + ")"));
        }
        return lines;
    }

    /** What is between the title and the first chapter. */
    private static List<String> beginning(List<String> details) {
        List<String> lines = new ArrayList<>();
        for (String line : details.subList(2, details.size())) {
            if (line.startsWith(CHAPTER)) {
                break;
            }
            lines.add(line);
        }
        return withoutLastEmpty(lines);
    }

    private List<Integer> features() throws IOException {
        List<Integer> features = new ArrayList<>();
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(directory.resolve(VERSIONS), PREFIX + "*")) {
            for (Path version : versions) {
                String name = String.valueOf(version.getFileName());
                features.add(Integer.valueOf(name.substring(PREFIX.length())));
            }
        }
        features.sort(null);
        return features;
    }

    /** Those of an earlier run, which may have had more. */
    private static void removeCharts(Path version) throws IOException {
        try (DirectoryStream<Path> charts = Files.newDirectoryStream(version, "*.svg")) {
            for (Path chart : charts) {
                Files.delete(chart);
            }
        }
    }

    private static List<String> withoutLastEmpty(List<String> lines) {
        int size = lines.size();
        return size > 0 && lines.get(size - 1).isEmpty() ? lines.subList(0, size - 1) : lines;
    }
}
