package acme.home.screen;

import java.util.ArrayList;
import java.util.List;

/** Text in columns. Not thread-safe. */
public final class Table {

    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<Row> rows = new ArrayList<>();

    /** A table without rows. */
    public Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** Adds a row with a cell for each column. */
    public void add(Style style, List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns: " + cells);
        }
        rows.add(new Row(style, List.copyOf(cells)));
    }

    /** Writes the titles, a rule and the rows. */
    public void printOn(Screen screen) {
        screen.line(Style.BOLD, format(columns.stream().map(Column::title).toList()));
        screen.line(Style.DIM, format(columns.stream().map(this::rule).toList()));
        for (Row row : rows) {
            screen.line(row.style(), format(row.cells()));
        }
    }

    private String format(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            Column column = columns.get(i);
            line.append(i == 0 ? "" : GAP).append(column.align().pad(cells.get(i), width(column)));
        }
        return line.toString().stripTrailing();
    }

    private String rule(Column column) {
        return "-".repeat(width(column));
    }

    private int width(Column column) {
        int index = columns.indexOf(column);
        int widest = rows.stream()
                .mapToInt(row -> row.cells().get(index).length())
                .max()
                .orElse(0);
        return Math.max(widest, column.title().length());
    }

    /**
     * A column.
     *
     * @param title its title, which no other column has
     * @param align the side to which its text is aligned
     */
    public record Column(String title, Align align) {}

    private record Row(Style style, List<String> cells) {}

    /** The side to which the text of a column is aligned. */
    public enum Align {
        /** For words. */
        LEFT {
            @Override
            String pad(String text, int width) {
                return text + " ".repeat(width - text.length());
            }
        },
        /** For numbers. */
        RIGHT {
            @Override
            String pad(String text, int width) {
                return " ".repeat(width - text.length()) + text;
            }
        };

        abstract String pad(String text, int width);
    }
}
