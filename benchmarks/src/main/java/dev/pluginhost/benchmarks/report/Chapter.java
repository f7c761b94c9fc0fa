package dev.pluginhost.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The results of one benchmark, for a terminal and for a page. Not thread-safe. */
public final class Chapter {

    private final String title;
    private final List<Goal> goals = new ArrayList<>();
    private final List<String> plain = new ArrayList<>();
    private final List<String> markdown = new ArrayList<>();
    private final Map<String, Chart> charts = new LinkedHashMap<>();

    public Chapter(String title) {
        this.title = title;
    }

    /** Begins a section. */
    public void heading(String heading) {
        plain.addAll(List.of(heading, ""));
        markdown.addAll(List.of("### " + heading, ""));
    }

    /** Adds sentences, each in a line of its own. */
    public void remarks(String... remarks) {
        for (String remark : remarks) {
            plain.add(remark);
            markdown.add("- " + remark);
        }
        plain.add("");
        markdown.add("");
    }

    public void table(Table<?> table) {
        plain.addAll(table.plain());
        plain.add("");
        markdown.addAll(table.markdown());
        markdown.add("");
    }

    /**
     * Adds a chart, which only a page shows.
     *
     * @param file the name of its file; no other chart of any benchmark has it
     */
    public void chart(String file, Chart chart) {
        charts.put(file, chart);
        markdown.addAll(List.of("![" + chart.title() + "](" + file + ")", ""));
    }

    public void goal(Goal goal) {
        goals.add(goal);
    }

    public String title() {
        return title;
    }

    public List<Goal> goals() {
        return List.copyOf(goals);
    }

    /** For a terminal. */
    public List<String> plain() {
        return List.copyOf(plain);
    }

    /** For a page that has the charts beside it. */
    public List<String> markdown() {
        return List.copyOf(markdown);
    }

    public void writeCharts(Path directory) throws IOException {
        for (Map.Entry<String, Chart> chart : charts.entrySet()) {
            Files.write(directory.resolve(chart.getKey()), chart.getValue().svg());
        }
    }
}
