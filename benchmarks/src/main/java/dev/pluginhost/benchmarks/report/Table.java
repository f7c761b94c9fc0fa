package dev.pluginhost.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table with a row for each subject. The first column has words, the others have figures. Not thread-safe.
 *
 * @param <S> a subject
 */
public final class Table<S> {

    private final List<S> subjects;
    private final List<List<String>> columns = new ArrayList<>();

    public Table(List<S> subjects) {
        this.subjects = List.copyOf(subjects);
    }

    /**
     * Adds a column.
     *
     * @param format of the cells that are numbers
     */
    public Table<S> column(String title, String format, Function<S, Object> value) {
        List<String> column = new ArrayList<>(List.of(title));
        for (S subject : subjects) {
            Object cell = value.apply(subject);
            column.add(cell instanceof Number ? format(format, cell) : cell.toString());
        }
        columns.add(column);
        return this;
    }

    /** Formats text, in any locale in the same way. */
    public static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** For a terminal. */
    public List<String> plain() {
        List<String> lines = rows(row -> joined(
                        column -> {
                            String cell = columns.get(column).get(row);
                            String space = " ".repeat(width(column) - cell.length());
                            return column == 0 ? cell + space : space + cell;
                        },
                        "  ")
                .stripTrailing());
        lines.add(1, joined(column -> "-".repeat(width(column)), "  "));
        return lines;
    }

    /** For a page. */
    public List<String> markdown() {
        List<String> lines =
                rows(row -> "| " + joined(column -> columns.get(column).get(row), " | ") + " |");
        lines.add(1, "| --- |" + " ---: |".repeat(columns.size() - 1));
        return lines;
    }

    private List<String> rows(IntFunction<String> row) {
        return IntStream.rangeClosed(0, subjects.size()).mapToObj(row).collect(Collectors.toCollection(ArrayList::new));
    }

    private String joined(IntFunction<String> cell, String separator) {
        return IntStream.range(0, columns.size()).mapToObj(cell).collect(Collectors.joining(separator));
    }

    private int width(int column) {
        return columns.get(column).stream().mapToInt(String::length).max().orElse(0);
    }
}
