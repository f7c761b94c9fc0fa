package dev.pluginhost.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lines over one axis; both axes begin at zero and are even, so that what grows with it is a straight line.
 *
 * @param title stands above them
 * @param across what grows to the right
 * @param unit of the values
 * @param lines with the points of each; at least one
 */
public record LineChart(String title, String across, String unit, List<Line> lines) {

    private static final List<String> COLOURS = List.of("#1f6fb2", "#c4622d", "#4b8b3b", "#7a5aa6");
    private static final int WIDTH = 720;
    private static final int HEIGHT = 360;
    private static final int LEFT = 80;
    private static final int RIGHT = 540;
    private static final int TOP = 50;
    private static final int BOTTOM = 300;
    private static final int STEPS = 4;

    /**
     * A line.
     *
     * @param label stands at its end
     * @param points from left to right; at least one
     */
    public record Line(String label, List<Point> points) {

        /** Copies the points. */
        public Line {
            points = List.copyOf(points);
            if (points.isEmpty()) {
                throw new IllegalArgumentException("There are no points: " + label);
            }
        }

        private Point last() {
            return points.get(points.size() - 1);
        }
    }

    /**
     * A point.
     *
     * @param x how far to the right
     * @param y how far up
     */
    public record Point(double x, double y) {}

    /** Copies the lines. */
    public LineChart {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("There are no lines");
        }
    }

    /** The lines of an SVG file, of which a browser needs nothing else. */
    public List<String> svg() {
        List<String> svg = new ArrayList<>();
        svg.add(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT));
        svg.add("<title>" + escaped(title) + "</title>");
        // Pages may be dark, and the text is not.
        svg.add("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        svg.add("<text x=\"12\" y=\"24\" font-size=\"15\" fill=\"#222222\">" + escaped(title) + "</text>");
        double widest = lines.stream()
                .flatMap(line -> line.points.stream())
                .mapToDouble(Point::x)
                .max()
                .orElseThrow();
        double highest = lines.stream()
                .flatMap(line -> line.points.stream())
                .mapToDouble(Point::y)
                .max()
                .orElseThrow();
        Scale x = new Scale(LEFT, RIGHT, widest);
        Scale y = new Scale(BOTTOM, TOP, highest);
        for (int step = 0; step <= STEPS; step++) {
            svg.addAll(grid(widest * step / STEPS, highest * step / STEPS, x, y));
        }
        svg.add(text((LEFT + RIGHT) / 2.0, BOTTOM + 42, "middle", "#222222", across));
        svg.add(text(LEFT - 8, TOP - 12, "end", "#222222", unit));
        for (int i = 0; i < lines.size(); i++) {
            svg.addAll(drawn(lines.get(i), COLOURS.get(i % COLOURS.size()), x, y));
        }
        svg.add("</svg>");
        return svg;
    }

    /**
     * From values to places.
     *
     * @param from where zero is
     * @param to where the greatest is
     * @param greatest the value
     */
    private record Scale(int from, int to, double greatest) {

        double place(double value) {
            return greatest > 0 ? from + (to - from) * value / greatest : from;
        }
    }

    private static List<String> grid(double across, double up, Scale x, Scale y) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
                        LEFT,
                        y.place(up),
                        RIGHT,
                        y.place(up)),
                text(LEFT - 8, y.place(up) + 4, "end", "#555555", number(up)),
                text(x.place(across), BOTTOM + 20, "middle", "#555555", number(across)));
    }

    private static List<String> drawn(Line line, String colour, Scale x, Scale y) {
        List<String> svg = new ArrayList<>();
        svg.add(line.points.stream()
                .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x.place(point.x), y.place(point.y)))
                .collect(Collectors.joining(
                        " ",
                        "<polyline points=\"",
                        "\" fill=\"none\" stroke-width=\"2\" stroke=\"" + colour + "\"/>")));
        for (Point point : line.points) {
            svg.add(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
                    x.place(point.x),
                    y.place(point.y),
                    colour));
        }
        svg.add(text(x.place(line.last().x) + 8, y.place(line.last().y) + 4, "start", colour, line.label));
        return svg;
    }

    private static String text(double x, double y, String anchor, String colour, String text) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
                x,
                y,
                anchor,
                colour,
                escaped(text));
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, number < 10 && number > 0 ? "%.1f" : "%,.0f", number);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
