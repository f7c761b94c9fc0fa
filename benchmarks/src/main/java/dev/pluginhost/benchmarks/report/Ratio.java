package dev.pluginhost.benchmarks.report;

import java.util.Locale;

/**
 * How many times one thing is another.
 *
 * @param ofMedians the median of the one over the median of the other
 * @param least of the ratios of single rounds
 * @param greatest of the ratios of single rounds
 */
public record Ratio(double ofMedians, double least, double greatest) {

    /** Whether it is more than one, as far as it is shown. */
    public boolean isMore() {
        return Math.round(ofMedians * 100) > 100;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", ofMedians, least, greatest);
    }
}
