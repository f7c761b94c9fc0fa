package dev.pluginhost.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Headings, remarks, tables and charts, for a terminal and for a page at once. Not safe for use by several threads. */
public final class Details {

    private final List<String> plain = new ArrayList<>();
    private final List<String> markdown = new ArrayList<>();
    private final Map<String, List<String>> charts = new LinkedHashMap<>();

    /** Begins a section within a chapter. */
    public void heading(String title) {
        plain.addAll(List.of(title, ""));
        markdown.addAll(List.of("### " + title, ""));
    }

    /** Adds sentences, each by itself. */
    public void remarks(List<String> remarks) {
        plain.addAll(remarks);
        plain.add("");
        remarks.forEach(remark -> markdown.add("- " + remark));
        markdown.add("");
    }

    /** Adds a table as it is now. */
    public void table(TextTable table) {
        plain.addAll(table.plain());
        plain.add("");
        markdown.addAll(table.markdown());
        markdown.add("");
    }

    /**
     * Adds a chart, which a terminal does not show.
     *
     * @param file the name of its file, such as {@code cold-all-flat.svg}; no other chart of any benchmark has it
     * @param title for those who do not see it
     * @param svg its lines
     */
    public void chart(String file, String title, List<String> svg) {
        charts.put(file, List.copyOf(svg));
        markdown.addAll(List.of("![" + title + "](" + file + ")", ""));
    }

    /** For a terminal. */
    public List<String> plain() {
        return List.copyOf(plain);
    }

    /** For a page that has the {@linkplain #charts charts} beside it. */
    public List<String> markdown() {
        return List.copyOf(markdown);
    }

    /** The charts by the names of their files. */
    public Map<String, List<String>> charts() {
        return Map.copyOf(charts);
    }
}
