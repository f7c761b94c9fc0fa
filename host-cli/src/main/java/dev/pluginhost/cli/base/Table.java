package dev.pluginhost.cli.base;

import dev.pluginhost.cli.base.Terminal.Style;
import dev.pluginhost.spi.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text in columns. A title that ends with {@code >} is that of a column of numbers, which are aligned at the right. For use by one thread. */
public final class Table {

    private record Row(Style style, List<String> cells) {}

    private final List<String> titles;
    private final List<Row> rows = new ArrayList<>();

    public Table(String... titles) {
        this.titles = List.of(titles);
    }

    /** Adds a row; its texts are made printable. */
    public void add(Style style, String... cells) {
        rows.add(new Row(style, Arrays.stream(cells).map(Printable::line).toList()));
    }

    /** Writes the titles and all rows. */
    public void printOn(Terminal terminal) {
        int[] widths = new int[titles.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = title(i).length();
            for (Row row : rows) {
                widths[i] = Math.max(widths[i], row.cells.get(i).length());
            }
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            all.add(title(i));
        }
        terminal.say(Style.BOLD, line(all, widths));
        rows.forEach(row -> terminal.say(row.style, line(row.cells, widths)));
    }

    private String title(int column) {
        String title = titles.get(column);
        return title.endsWith(">") ? title.substring(0, title.length() - 1) : title;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - cells.get(i).length());
            boolean right = titles.get(i).endsWith(">");
            line.append(i == 0 ? "" : "  ")
                    .append(right ? space : "")
                    .append(cells.get(i))
                    .append(right ? "" : space);
        }
        return line.toString().stripTrailing();
    }
}
