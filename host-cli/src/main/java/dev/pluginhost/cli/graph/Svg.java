package dev.pluginhost.cli.graph;

import dev.pluginhost.cli.graph.Layout.Cell;
import dev.pluginhost.cli.graph.Requirements.Node;
import dev.pluginhost.spi.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A drawing of a graph that needs nothing else: it follows the reader's choice of a light or a dark background. Used once, by one thread. */
public final class Svg {

    private static final int ROW = 34;
    private static final int BOX = 24;
    private static final int GAP = 70;
    private static final int MARGIN = 20;
    private static final int LETTER = 8;
    private static final int PADDING = 20;
    private static final int MOST_LETTERS = 60;
    private static final int LEGEND = 26;

    private static final String STYLE = """
            svg { background: #fff; --ink: #24292f; --box: #f6f8fa; --rim: #8c959f; --line: #8c959f; --bad: #cf222e; }
            @media (prefers-color-scheme: dark) {
              svg { background: #0d1117; --ink: #e6edf3; --box: #161b22; --rim: #6e7681; --line: #6e7681; --bad: #ff7b72; }
            }
            text { font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: var(--ink); }
            rect { fill: var(--box); stroke: var(--rim); }
            path { fill: none; stroke: var(--line); }
            marker path { fill: var(--line); stroke: none; }
            .broken rect { stroke: var(--bad); } .broken text { fill: var(--bad); }
            .missing rect { stroke-dasharray: 5 3; }
            g:hover rect { stroke-width: 2; }
            """;

    private final Requirements graph;
    private final Layout layout;
    private final StringBuilder lines = new StringBuilder();
    private final StringBuilder boxes = new StringBuilder();
    private final List<Integer> lefts = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();

    private Svg(Requirements graph) {
        this.graph = graph;
        this.layout = new Layout(graph);
    }

    /** The drawing, as a whole file. */
    public static String of(Requirements graph) {
        return new Svg(graph).draw();
    }

    private String draw() {
        int x = MARGIN;
        double lowest = -1;
        for (List<Cell> column : layout.columns) {
            int width = 0;
            for (Cell cell : column) {
                width = Math.max(width, width(cell.name));
                lowest = Math.max(lowest, cell.row);
            }
            lefts.add(x);
            widths.add(width);
            x += width + GAP;
        }
        layout.columns.forEach(column -> column.forEach(this::draw));
        int right = Math.max(layout.columns.isEmpty() ? 0 : x - GAP, 3 * (MOST_LETTERS / 4) * LETTER);
        int bottom = MARGIN + LEGEND + (int) Math.ceil((lowest + 1) * ROW);
        bottom = drawAlone(bottom, right);
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\">\n"
                        + "<title>Plugins, and what they require</title>\n<style>\n%3$s</style>\n"
                        + "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\""
                        + " orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n"
                        + "<text x=\"%4$d\" y=\"%5$d\">%6$d plugins; an arrow leads to what is required</text>\n%7$s%8$s</svg>\n",
                right + MARGIN,
                bottom + MARGIN,
                STYLE,
                MARGIN,
                MARGIN + 8,
                graph.nodes().stream().filter(node -> !node.isMissing()).count(),
                lines,
                boxes);
    }

    private static int width(String name) {
        return name.isEmpty() ? 0 : shown(name).length() * LETTER + PADDING;
    }

    private static String shown(String name) {
        String printable = Printable.name(name);
        return printable.length() <= MOST_LETTERS ? printable : printable.substring(0, MOST_LETTERS - 1) + "\u2026";
    }

    private static double y(double row) {
        return MARGIN + LEGEND + row * ROW + ROW / 2.0;
    }

    private void draw(Cell cell) {
        if (!cell.isPlugin()) {
            return;
        }
        box(graph.node(cell.name), lefts.get(cell.column), y(cell.row));
        for (Cell next : cell.right) {
            StringBuilder path = new StringBuilder();
            Cell from = cell;
            Cell to = next;
            int x = lefts.get(cell.column) + width(cell.name);
            path.append(String.format(Locale.ROOT, "M%d %.1f", x, y(cell.row)));
            curve(path, x, y(from.row), lefts.get(to.column), y(to.row));
            while (!to.isPlugin()) { // it crosses a column
                int across = lefts.get(to.column) + widths.get(to.column);
                path.append(String.format(Locale.ROOT, "H%d", across));
                from = to;
                to = from.right.get(0);
                curve(path, across, y(from.row), lefts.get(to.column), y(to.row));
            }
            lines.append("<path marker-end=\"url(#arrow)\" d=\"").append(path).append("\"/>\n");
        }
        for (String required : graph.node(cell.name).requires()) {
            drawBack(cell, required);
        }
    }

    /** A requirement that closes a cycle leads from the left side back to the right, around below. */
    private void drawBack(Cell from, String required) {
        for (List<Cell> column : layout.columns) {
            for (Cell to : column) {
                if (to.name.equals(required) && to.column <= from.column) {
                    double below = Math.max(y(from.row), y(to.row)) + ROW / 2.0;
                    int right = lefts.get(to.column) + width(to.name);
                    lines.append(String.format(
                            Locale.ROOT,
                            "<path marker-end=\"url(#arrow)\" d=\"M%d %.1fV%.1fH%d V%.1f\"/>\n",
                            lefts.get(from.column) + PADDING,
                            y(from.row) + BOX / 2.0,
                            below,
                            right - PADDING,
                            y(to.row) + BOX / 2.0));
                }
            }
        }
    }

    private static void curve(StringBuilder path, double x, double y, double toX, double toY) {
        double middle = (x + toX) / 2;
        path.append(String.format(Locale.ROOT, "C%.1f %.1f %.1f %.1f %.1f %.1f", middle, y, middle, toY, toX, toY));
    }

    private void box(Node node, int x, double y) {
        String style = node.isMissing() ? "broken missing" : node.isBroken() ? "broken" : "plugin";
        boxes.append(String.format(
                Locale.ROOT,
                "<g class=\"%s\"><title>%s</title><rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"4\"/>"
                        + "<text x=\"%d\" y=\"%.1f\">%s</text></g>\n",
                style,
                escaped(Printable.lines(node.title())),
                x,
                y - BOX / 2.0,
                width(node.name()),
                BOX,
                x + PADDING / 2,
                y + 4.5,
                escaped(shown(node.name()))));
    }

    /** Those without requirements, in rows that are no wider than the rest; returns where they end. */
    private int drawAlone(int top, int right) {
        int x = MARGIN;
        double row = (top - MARGIN - LEGEND) / (double) ROW + (layout.columns.isEmpty() ? 0 : 0.5);
        for (String name : layout.alone) {
            if (x > MARGIN && x + width(name) > right) {
                x = MARGIN;
                row++;
            }
            box(graph.node(name), x, y(row));
            x += width(name) + MARGIN;
        }
        return layout.alone.isEmpty() ? top : (int) Math.ceil(y(row) + ROW / 2.0);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
