package dev.pluginhost.benchmarks.report;

/**
 * How many times one thing is another.
 *
 * @param ofMedians the ratio of the medians
 * @param least the least ratio of a round
 * @param greatest the greatest ratio of a round
 */
public record Ratio(double ofMedians, double least, double greatest) {

    /** Whether it is shown as more than this number. */
    public boolean isMoreThan(double number) {
        return Math.round(ofMedians * 100) > Math.round(number * 100);
    }

    @Override
    public String toString() {
        return Table.format("%.2f (%.2f–%.2f)", ofMedians, least, greatest);
    }
}
