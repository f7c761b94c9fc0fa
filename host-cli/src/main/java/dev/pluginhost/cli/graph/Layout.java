package dev.pluginhost.cli.graph;

import dev.pluginhost.cli.graph.Requirements.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where each plugin of a graph is drawn: in columns, what is required at the right of what requires it. Long requirements have a place in each column
 * that they cross, so that no line hides a plugin. Those without requirements are in a block of their own below. Used once, by one thread.
 */
final class Layout {

    /** A place: of a plugin if it has a name, else one where a line crosses a column. */
    static final class Cell {

        final String name;
        final int column;
        final List<Cell> left = new ArrayList<>();
        final List<Cell> right = new ArrayList<>();
        double row;

        Cell(String name, int column) {
            this.name = name;
            this.column = column;
        }

        boolean isPlugin() {
            return !name.isEmpty();
        }
    }

    private static final int SWEEPS = 8;

    final List<List<Cell>> columns = new ArrayList<>();

    /** Plugins that neither require others nor are required. */
    final List<String> alone = new ArrayList<>();

    Layout(Requirements graph) {
        Map<String, Cell> cells = place(graph);
        connect(graph, cells);
        order();
        align();
    }

    private Map<String, Cell> place(Requirements graph) {
        Set<String> required = new HashSet<>();
        graph.nodes().forEach(node -> required.addAll(node.requires()));
        Map<String, Integer> ranks = graph.ranks();
        int last = ranks.values().stream().mapToInt(rank -> rank).max().orElse(0);
        Map<String, Cell> cells = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.requires().isEmpty() && !required.contains(node.name())) {
                alone.add(node.name());
                continue;
            }
            while (columns.size() <= last) {
                columns.add(new ArrayList<>());
            }
            Cell cell = new Cell(node.name(), last - ranks.getOrDefault(node.name(), 0));
            cells.put(node.name(), cell);
            columns.get(cell.column).add(cell);
        }
        return cells;
    }

    private void connect(Requirements graph, Map<String, Cell> cells) {
        for (Cell from : cells.values()) {
            for (String required : graph.node(from.name).requires()) {
                Cell to = cells.get(required);
                if (to == null || to.column <= from.column) {
                    continue; // back in a cycle, which is drawn as a line of its own
                }
                Cell previous = from;
                for (int column = from.column + 1; column < to.column; column++) {
                    Cell crossing = new Cell("", column);
                    columns.get(column).add(crossing);
                    join(previous, crossing);
                    previous = crossing;
                }
                join(previous, to);
            }
        }
    }

    private static void join(Cell left, Cell right) {
        left.right.add(right);
        right.left.add(left);
    }

    /** Each goes where its neighbours are on average, once from the left and once from the right, which leaves few crossings. */
    private void order() {
        columns.forEach(Layout::number);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean fromLeft = sweep % 2 == 0;
            for (int i = 0; i < columns.size(); i++) {
                List<Cell> column = columns.get(fromLeft ? i : columns.size() - 1 - i);
                Map<Cell, Double> wanted = new HashMap<>();
                for (Cell cell : column) {
                    wanted.put(cell, average(fromLeft ? cell.left : cell.right, cell.row));
                }
                column.sort(Comparator.comparing(wanted::get));
                number(column);
            }
        }
    }

    private static void number(List<Cell> column) {
        for (int i = 0; i < column.size(); i++) {
            column.get(i).row = i;
        }
    }

    private static double average(List<Cell> cells, double otherwise) {
        return cells.stream().mapToDouble(cell -> cell.row).average().orElse(otherwise);
    }

    /** Moves each towards its neighbours as far as those in its column leave room. */
    private void align() {
        double tallest = columns.stream().mapToInt(List::size).max().orElse(0);
        for (List<Cell> column : columns) {
            double above = (tallest - column.size()) / 2;
            column.forEach(cell -> cell.row += above);
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean fromLeft = sweep % 2 == 1;
            for (int i = 0; i < columns.size(); i++) {
                align(columns.get(fromLeft ? i : columns.size() - 1 - i), fromLeft, tallest - 1);
            }
        }
    }

    private static void align(List<Cell> column, boolean fromLeft, double lowest) {
        double free = 0;
        for (int i = 0; i < column.size(); i++) {
            Cell cell = column.get(i);
            double wanted = average(fromLeft ? cell.left : cell.right, cell.row);
            double most = lowest - (column.size() - 1 - i); // the others need room too
            cell.row = Math.max(free, Math.min(wanted, most));
            free = cell.row + 1;
        }
    }
}
