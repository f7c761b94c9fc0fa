package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.report.Series;
import dev.pluginhost.benchmarks.report.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What a loaded plugin takes in memory. By a plain share a contender's own classes, and what it keeps of plugins that are not
 * loaded, count as well; beyond a JVM that has one plugin loaded, of as many, only what each further one has added does.
 */
record Memory(Rounds all, int loadedOfAll, Rounds one, int loadedOfOne) {

    private static final double KB = 1_000;

    TextTable table() {
        TextTable table = new TextTable(List.of(
                "",
                "heap (kB)",
                "beyond one (kB)",
                "PluginHost / it",
                "metaspace (kB)",
                "beyond one (kB)",
                "PluginHost / it"));
        for (Variant variant : all.variants()) {
            table.add(List.of(
                    variant.title(),
                    share(variant, Measurement::heapBytes),
                    slope(variant, Measurement::heapBytes),
                    ratio(variant, Measurement::heapBytes),
                    share(variant, Measurement::metaspaceBytes),
                    slope(variant, Measurement::metaspaceBytes),
                    ratio(variant, Measurement::metaspaceBytes)));
        }
        return table;
    }

    private String share(Variant variant, ToLongFunction<Measurement> value) {
        return number(all.series(variant, value).median() / loadedOfAll);
    }

    private String slope(Variant variant, ToLongFunction<Measurement> value) {
        return number(beyondOne(variant, value).median() / (loadedOfAll - loadedOfOne));
    }

    private String ratio(Variant variant, ToLongFunction<Measurement> value) {
        return variant == Variant.HOST
                ? ""
                : beyondOne(Variant.HOST, value).over(beyondOne(variant, value)).toString();
    }

    private Series beyondOne(Variant variant, ToLongFunction<Measurement> value) {
        return all.series(variant, value).minus(one.series(variant, value));
    }

    private static String number(double bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / KB);
    }
}
