package dev.pluginhost.cli.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which imports of a timeline an import had to wait for. A plugin may have been imported several times: the last import of
 * it that had ended by then is meant.
 */
final class Prerequisites {

    /** Clocks differ by so much. */
    static final long TOLERANCE = 1_000_000;

    private final Map<String, List<TimedImport>> byName = new HashMap<>();
    private final List<List<TimedImport>> of = new ArrayList<>();
    private final List<List<String>> missing = new ArrayList<>();

    /** Finds the prerequisites of each import; an import's place in the list is its index. */
    Prerequisites(List<TimedImport> imports) {
        for (TimedImport one : imports) {
            byName.computeIfAbsent(one.name(), name -> new ArrayList<>()).add(one);
        }
        byName.values().forEach(same -> same.sort(Comparator.comparingLong(TimedImport::end)));
        for (TimedImport one : imports) {
            List<TimedImport> found = new ArrayList<>();
            List<String> unknown = new ArrayList<>();
            for (String name : new LinkedHashSet<>(one.entry().prerequisites())) {
                TimedImport prerequisite = find(name, one);
                if (prerequisite != null) {
                    found.add(prerequisite);
                } else {
                    unknown.add(name);
                }
            }
            of.add(List.copyOf(found));
            missing.add(List.copyOf(unknown));
        }
    }

    /** Its prerequisites whose imports are in the timeline. */
    List<TimedImport> of(TimedImport one) {
        return of.get(one.index());
    }

    /** The names of the others: they were imported before. */
    List<String> missing(TimedImport one) {
        return missing.get(one.index());
    }

    private @Nullable TimedImport find(String name, TimedImport of) {
        List<TimedImport> sorted = byName.getOrDefault(name, List.of());
        int from = 0;
        int to = sorted.size(); // those before from have ended by then, and those from to on have not
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted.get(middle).end() <= of.begun() + TOLERANCE) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        int last = from - 1;
        if (last >= 0 && sorted.get(last).index() == of.index()) {
            last--;
        }
        return last < 0 ? null : sorted.get(last);
    }
}
