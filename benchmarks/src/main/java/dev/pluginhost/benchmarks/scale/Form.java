package dev.pluginhost.benchmarks.scale;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Which plugin requires which, among plugins that are counted from 0. */
enum Form {
    /** Each requires the one before it. */
    CHAIN("a chain") {
        @Override
        IntFunction<List<Integer>> required() {
            return plugin -> plugin == 0 ? List.of() : List.of(plugin - 1);
        }
    },

    /** All require the first. */
    STAR("a star around one hub") {
        @Override
        IntFunction<List<Integer>> required() {
            return plugin -> plugin == 0 ? List.of() : List.of(0);
        }
    },

    /** The first three are libraries, each on top of the one before it; the others require all three. */
    SHARED("three layers of libraries that all share") {
        @Override
        IntFunction<List<Integer>> required() {
            return plugin -> switch (plugin) {
                case 0 -> List.of();
                case 1, 2 -> List.of(plugin - 1);
                default -> List.of(0, 1, 2);
            };
        }
    },

    /** Each requires up to three of those before it, always the same. */
    MIXED("each requires up to three others") {
        @Override
        IntFunction<List<Integer>> required() {
            return plugin -> {
                Random random = new Random(plugin);
                return IntStream.range(0, plugin == 0 ? 0 : random.nextInt(4))
                        .map(any -> random.nextInt(plugin))
                        .distinct()
                        .boxed()
                        .toList();
            };
        }
    };

    private final String title;

    Form(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Whether what a plugin may cost among many is decided. */
    boolean isJudged() {
        return this != MIXED;
    }

    /** Which plugins before it one requires. */
    abstract IntFunction<List<Integer>> required();
}
