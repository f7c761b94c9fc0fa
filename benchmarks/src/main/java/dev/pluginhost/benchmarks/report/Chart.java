package dev.pluginhost.benchmarks.report;

import static dev.pluginhost.benchmarks.report.Table.format;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * A drawing of figures.
 *
 * @param title stands above it
 * @param svg the lines of an SVG file, which needs nothing else
 */
public record Chart(String title, List<String> svg) {

    private static final int WIDTH = 720;
    private static final String DARK = "#222222";
    private static final String GREY = "#555555";
    private static final List<String> COLOURS = List.of("#1f6fb2", "#c4622d", "#4b8b3b", "#7a5aa6");

    // Bars
    private static final int BARS_LEFT = 150;
    private static final int LONGEST_BAR = 440;
    private static final int BARS_TOP = 44;
    private static final int BAR_STEP = 30;
    private static final int BAR_HEIGHT = 18;

    // Lines
    private static final int HEIGHT = 360;
    private static final int LEFT = 80;
    private static final int RIGHT = 540;
    private static final int TOP = 50;
    private static final int BOTTOM = 300;
    private static final int STEPS = 4;

    /**
     * A bar.
     *
     * @param label stands at its left
     * @param values the median is its length; a line goes from the least to the greatest
     * @param marked whether the chart is about this one
     */
    public record Bar(String label, Series values, boolean marked) {}

    /**
     * A line.
     *
     * @param label stands at its end
     * @param points from left to right; at least one
     */
    public record Line(String label, List<Point> points) {}

    public record Point(double x, double y) {}

    public Chart {
        svg = List.copyOf(svg);
    }

    /** Bars from left to right, one below the other. */
    public static Chart bars(String title, String unit, List<Bar> bars) {
        double longest =
                bars.stream().mapToDouble(bar -> bar.values.max()).max().orElseThrow();
        double scale = longest > 0 ? LONGEST_BAR / longest : 0;
        List<String> svg = begin(title, BARS_TOP + BAR_STEP * bars.size() + 10);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int top = BARS_TOP + BAR_STEP * i;
            int baseline = top + BAR_HEIGHT - 5;
            double median = bar.values.median();
            double end = BARS_LEFT + bar.values.max() * scale;
            String colour = bar.marked ? COLOURS.get(0) : "#b8bec6";
            svg.add(text(BARS_LEFT - 8, baseline, "end", DARK, bar.label));
            String rectangle = "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>";
            svg.add(format(rectangle, BARS_LEFT, top, median * scale, BAR_HEIGHT, colour));
            svg.add(line(BARS_LEFT + bar.values.min() * scale, end, top + BAR_HEIGHT / 2.0, DARK));
            svg.add(text(end + 8, baseline, "start", DARK, format(median < 10 ? "%.2f %s" : "%.0f %s", median, unit)));
        }
        svg.add("</svg>");
        return new Chart(title, svg);
    }

    /** Lines over a linear axis. Both axes begin at zero, so that something proportional is a straight line. */
    public static Chart lines(String title, String across, String unit, List<Line> lines) {
        double widest = greatest(lines, Point::x);
        double highest = greatest(lines, Point::y);
        DoubleUnaryOperator x = value -> widest > 0 ? LEFT + (RIGHT - LEFT) * value / widest : LEFT;
        DoubleUnaryOperator y = value -> highest > 0 ? BOTTOM + (TOP - BOTTOM) * value / highest : BOTTOM;
        List<String> svg = begin(title, HEIGHT);
        for (int step = 0; step <= STEPS; step++) {
            double right = widest * step / STEPS;
            double up = highest * step / STEPS;
            svg.add(line(LEFT, RIGHT, y.applyAsDouble(up), "#dddddd"));
            svg.add(text(LEFT - 8, y.applyAsDouble(up) + 4, "end", GREY, number(up)));
            svg.add(text(x.applyAsDouble(right), BOTTOM + 20, "middle", GREY, number(right)));
        }
        svg.add(text((LEFT + RIGHT) / 2.0, BOTTOM + 42, "middle", DARK, across));
        svg.add(text(LEFT - 8, TOP - 12, "end", DARK, unit));
        for (int i = 0; i < lines.size(); i++) {
            String colour = COLOURS.get(i % COLOURS.size());
            List<String> places = new ArrayList<>();
            double endX = LEFT;
            double endY = BOTTOM;
            for (Point point : lines.get(i).points) {
                endX = x.applyAsDouble(point.x);
                endY = y.applyAsDouble(point.y);
                places.add(format("%.1f,%.1f", endX, endY));
                svg.add(format("<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>", endX, endY, colour));
            }
            String polyline = "<polyline points='%s' fill='none' stroke-width='2' stroke='%s'/>";
            svg.add(format(polyline, String.join(" ", places), colour));
            svg.add(text(endX + 8, endY + 4, "start", colour, lines.get(i).label));
        }
        svg.add("</svg>");
        return new Chart(title, svg);
    }

    private static double greatest(List<Line> lines, ToDoubleFunction<Point> value) {
        return lines.stream()
                .flatMap(line -> line.points.stream())
                .mapToDouble(value)
                .max()
                .orElseThrow();
    }

    private static List<String> begin(String title, int height) {
        String attributes =
                "width='%1$d' height='%2$d' viewBox='0 0 %1$d %2$d' font-family='sans-serif' font-size='13'";
        List<String> svg = new ArrayList<>();
        svg.add("<svg xmlns='http://www.w3.org/2000/svg' " + format(attributes, WIDTH, height) + ">");
        svg.add("<title>" + escaped(title) + "</title>");
        // The page may be dark, and the text is dark too.
        svg.add("<rect width='100%' height='100%' fill='#ffffff'/>");
        svg.add("<text x='12' y='24' font-size='15' fill='#222222'>" + escaped(title) + "</text>");
        return svg;
    }

    private static String line(double left, double right, double y, String colour) {
        return format("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%2$.1f' stroke='%s'/>", left, y, right, colour);
    }

    private static String text(double x, double y, String anchor, String colour, String text) {
        String element = "<text x='%.1f' y='%.1f' text-anchor='%s' fill='%s'>%s</text>";
        return format(element, x, y, anchor, colour, escaped(text));
    }

    private static String number(double number) {
        return format(number < 10 && number > 0 ? "%.1f" : "%,.0f", number);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
