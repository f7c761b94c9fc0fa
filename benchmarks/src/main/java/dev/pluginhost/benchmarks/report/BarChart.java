package dev.pluginhost.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bars from left to right, one below the other, each with a line from its least to its greatest value.
 *
 * @param title stands above them
 * @param unit of the values
 * @param bars from top to bottom; at least one
 */
public record BarChart(String title, String unit, List<Bar> bars) {

    private static final int WIDTH = 720;
    private static final int LEFT = 150;
    private static final int MOST = 440;
    private static final int TOP = 44;
    private static final int STEP = 30;
    private static final int THICK = 18;

    /**
     * A bar.
     *
     * @param label stands to its left
     * @param value how long it is
     * @param least where its line begins
     * @param greatest where its line ends
     * @param marked whether it is the one that all is about
     */
    public record Bar(String label, double value, double least, double greatest, boolean marked) {}

    /** Copies the bars. */
    public BarChart {
        bars = List.copyOf(bars);
        if (bars.isEmpty()) {
            throw new IllegalArgumentException("There are no bars");
        }
    }

    /** The lines of an SVG file, of which a browser needs nothing else. */
    public List<String> svg() {
        int height = TOP + STEP * bars.size() + 10;
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH,
                height,
                WIDTH,
                height));
        lines.add("<title>" + escaped(title) + "</title>");
        // Pages may be dark, and the text is not.
        lines.add("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        lines.add("<text x=\"12\" y=\"24\" font-size=\"15\" fill=\"#222222\">" + escaped(title) + "</text>");
        double longest = bars.stream().mapToDouble(Bar::greatest).max().orElseThrow();
        double scale = longest > 0 ? MOST / longest : 0;
        for (int i = 0; i < bars.size(); i++) {
            lines.addAll(drawn(bars.get(i), TOP + STEP * i, scale));
        }
        lines.add("</svg>");
        return lines;
    }

    private List<String> drawn(Bar bar, int top, double scale) {
        int baseline = top + THICK - 5;
        int middle = top + THICK / 2;
        double textLeft = LEFT + bar.greatest * scale + 8;
        return List.of(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#222222\">%s</text>",
                        LEFT - 8,
                        baseline,
                        escaped(bar.label)),
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                        LEFT,
                        top,
                        bar.value * scale,
                        THICK,
                        bar.marked ? "#1f6fb2" : "#b8bec6"),
                String.format(
                        Locale.ROOT,
                        "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#222222\"/>",
                        LEFT + bar.least * scale,
                        middle,
                        LEFT + bar.greatest * scale,
                        middle),
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%d\" fill=\"#222222\">%s %s</text>",
                        textLeft,
                        baseline,
                        number(bar.value),
                        escaped(unit)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
