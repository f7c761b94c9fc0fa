package dev.pluginhost.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** The results of one benchmark, as Markdown. Not thread-safe. */
public final class Chapter {

    private final String title;
    private final List<Goal> goals = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    public Chapter(String title) {
        this.title = title;
    }

    /** Begins a section. */
    public void heading(String heading) {
        lines.addAll(List.of("", "### " + heading));
    }

    /** Adds sentences, each in a line of its own. */
    public void remarks(String... remarks) {
        lines.add("");
        for (String remark : remarks) {
            lines.add("- " + remark);
        }
    }

    public void table(Table<?> table) {
        lines.add("");
        lines.addAll(table.lines());
    }

    public void goal(Goal goal) {
        goals.add(goal);
    }

    public List<Goal> goals() {
        return List.copyOf(goals);
    }

    /** All of it but the goals. */
    public List<String> lines() {
        List<String> all = new ArrayList<>(List.of("## " + title));
        all.addAll(lines);
        return all;
    }
}
