package dev.pluginhost.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

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
            int middle = top + BAR_HEIGHT / 2;
            double median = bar.values.median();
            double end = BARS_LEFT + bar.values.max() * scale;
            svg.add(text(BARS_LEFT - 8, baseline, "end", DARK, bar.label));
            svg.add(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                    BARS_LEFT,
                    top,
                    median * scale,
                    BAR_HEIGHT,
                    bar.marked ? COLOURS.get(0) : "#b8bec6"));
            svg.add(line(BARS_LEFT + bar.values.min() * scale, end, middle, DARK));
            String value = String.format(Locale.ROOT, median < 10 ? "%.2f %s" : "%.0f %s", median, unit);
            svg.add(text(end + 8, baseline, "start", DARK, value));
        }
        svg.add("</svg>");
        return new Chart(title, svg);
    }

    /** Lines over a linear axis. Both axes begin at zero, so that something proportional is a straight line. */
    public static Chart lines(String title, String across, String unit, List<Line> lines) {
        double widest = greatest(lines, Point::x);
        double highest = greatest(lines, Point::y);
        Axis x = new Axis(LEFT, RIGHT, widest);
        Axis y = new Axis(BOTTOM, TOP, highest);
        List<String> svg = begin(title, HEIGHT);
        for (int step = 0; step <= STEPS; step++) {
            double right = widest * step / STEPS;
            double up = highest * step / STEPS;
            svg.add(line(LEFT, RIGHT, y.place(up), "#dddddd"));
            svg.add(text(LEFT - 8, y.place(up) + 4, "end", GREY, number(up)));
            svg.add(text(x.place(right), BOTTOM + 20, "middle", GREY, number(right)));
        }
        svg.add(text((LEFT + RIGHT) / 2.0, BOTTOM + 42, "middle", DARK, across));
        svg.add(text(LEFT - 8, TOP - 12, "end", DARK, unit));
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String colour = COLOURS.get(i % COLOURS.size());
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
            Point last = line.points.get(line.points.size() - 1);
            svg.add(text(x.place(last.x) + 8, y.place(last.y) + 4, "start", colour, line.label));
        }
        svg.add("</svg>");
        return new Chart(title, svg);
    }

    /** Where a value is: zero at one place, the greatest value at another. */
    private record Axis(int from, int to, double greatest) {

        double place(double value) {
            return greatest > 0 ? from + (to - from) * value / greatest : from;
        }
    }

    private static double greatest(List<Line> lines, ToDoubleFunction<Point> value) {
        return lines.stream()
                .flatMap(line -> line.points.stream())
                .mapToDouble(value)
                .max()
                .orElseThrow();
    }

    private static List<String> begin(String title, int height) {
        List<String> svg = new ArrayList<>();
        svg.add(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH,
                height));
        svg.add("<title>" + escaped(title) + "</title>");
        // The page may be dark, and the text is dark too.
        svg.add("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        svg.add("<text x=\"12\" y=\"24\" font-size=\"15\" fill=\"#222222\">" + escaped(title) + "</text>");
        return svg;
    }

    private static String line(double left, double right, double y, String colour) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
                left,
                y,
                right,
                y,
                colour);
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
