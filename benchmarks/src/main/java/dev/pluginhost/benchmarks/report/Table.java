package dev.pluginhost.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

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

    /** A table of Markdown, with columns that are as wide as their longest cell. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row <= subjects.size(); row++) {
            StringBuilder line = new StringBuilder("|");
            StringBuilder rule = new StringBuilder("|");
            for (List<String> column : columns) {
                String cell = column.get(row);
                boolean first = column == columns.get(0);
                String space = " ".repeat(width(column) - cell.length());
                line.append(first ? " " + cell + space : " " + space + cell).append(" |");
                rule.append(' ')
                        .append("-".repeat(width(column) - (first ? 0 : 1)))
                        .append(first ? " |" : ": |");
            }
            lines.add(line.toString());
            if (row == 0) {
                lines.add(rule.toString());
            }
        }
        return lines;
    }

    private static int width(List<String> column) {
        return Math.max(4, column.stream().mapToInt(String::length).max().orElse(0));
    }
}
