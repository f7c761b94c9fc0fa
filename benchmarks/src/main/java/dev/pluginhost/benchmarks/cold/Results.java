package dev.pluginhost.benchmarks.cold;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run has measured.
 *
 * @param options its options
 * @param rounds what was measured in each setting, in the order in which they are shown
 * @param comesWith how many plugins one plugin requires, at once or through others
 * @param notes what else should be known
 */
record Results(Options options, Map<Setting, Rounds> rounds, Map<Shape, Integer> comesWith, List<String> notes) {

    /** Copies the collections. */
    Results {
        rounds = new LinkedHashMap<>(rounds);
        comesWith = Map.copyOf(comesWith);
        notes = List.copyOf(notes);
    }

    /** What was measured in a setting, if each of some contenders took part. */
    Optional<Rounds> of(Shape shape, Task task, Variant... contenders) {
        Rounds measured = rounds.get(new Setting(shape, task));
        if (measured == null || !measured.variants().containsAll(List.of(contenders))) {
            return Optional.empty();
        }
        return Optional.of(measured);
    }

    /** How many plugins are loaded for one of a shape, itself included. */
    int loadedForOne(Shape shape) {
        return 1 + comesWith.getOrDefault(shape, 0);
    }
}
