package dev.pluginhost.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Figures under titles; the first column is words. Not safe for use by several threads. */
public final class TextTable {

    private final List<String> titles;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table without rows. */
    public TextTable(List<String> titles) {
        this.titles = List.copyOf(titles);
    }

    /** Adds a row with a cell for each title. */
    public void add(List<String> cells) {
        if (cells.size() != titles.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + titles.size() + " columns: " + cells);
        }
        rows.add(List.copyOf(cells));
    }

    /** For a terminal. */
    public List<String> plain() {
        List<String> lines = new ArrayList<>();
        lines.add(aligned(titles));
        lines.add(IntStream.range(0, titles.size())
                .mapToObj(column -> "-".repeat(width(column)))
                .collect(Collectors.joining("  ")));
        rows.forEach(row -> lines.add(aligned(row)));
        return lines;
    }

    /** For a page. */
    public List<String> markdown() {
        UnaryOperator<String> rule = title -> "---:";
        List<String> lines = new ArrayList<>();
        lines.add(piped(titles));
        lines.add(piped(titles.stream().map(rule).toList()).replaceFirst("---:", "---"));
        rows.forEach(row -> lines.add(piped(row)));
        return lines;
    }

    private String aligned(List<String> cells) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> padded(cells.get(column), column))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    private String padded(String cell, int column) {
        String space = " ".repeat(width(column) - cell.length());
        return column == 0 ? cell + space : space + cell;
    }

    private int width(int column) {
        return IntStream.concat(
                        IntStream.of(titles.get(column).length()),
                        rows.stream().mapToInt(row -> row.get(column).length()))
                .max()
                .orElseThrow();
    }

    private static String piped(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }
}
