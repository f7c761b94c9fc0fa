package dev.pluginhost.benchmarks.corpus;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Which plugin requires which, among plugins that are counted from 0. */
public enum Form {
    FLAT("flat"),
    CHAIN("a chain"),
    STAR("a star around one hub"),
    SHARED("three layers of libraries that all share"),
    MIXED("each requires up to three others");

    public final String title;

    Form(String title) {
        this.title = title;
    }

    /** The earlier plugins that one requires, always the same. */
    List<Integer> required(int plugin) {
        if (plugin == 0) {
            return List.of();
        }
        return switch (this) {
            case FLAT -> List.of();
            case CHAIN -> List.of(plugin - 1);
            case STAR -> List.of(0);
            case SHARED -> plugin < 3 ? List.of(plugin - 1) : List.of(0, 1, 2);
            case MIXED -> {
                SplittableRandom random = new SplittableRandom(plugin);
                yield IntStream.range(0, random.nextInt(4))
                        .map(any -> random.nextInt(plugin))
                        .distinct()
                        .boxed()
                        .toList();
            }
        };
    }
}
