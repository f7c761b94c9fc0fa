package dev.pluginhost.benchmarks.corpus;

import dev.pluginhost.testkit.PluginGraph;
import dev.pluginhost.testkit.PluginSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sources of a plugin: {@value #PARTS} parts that compute something one after the other, an interface they share, a
 * class that holds the outcome and is seen by the plugins that require this one, {@code Main} and {@code Total}.
 *
 * @param name its module
 * @param required the modules it requires
 */
record Generated(String name, List<String> required) {

    static final int PARTS = 17;

    static Generated of(String name, PluginGraph graph) {
        return new Generated(name, graph.requiredBy(name).stream().sorted().toList());
    }

    PluginSource fill(PluginSource source) {
        PluginSource filled = source.background()
                .exports(name)
                .declares("provides java.util.function.LongSupplier with " + name + ".Total;")
                .onStart(value() + """
                        java.util.function.LongUnaryOperator last = it -> it ^ (it >>> 7);
                        Outcome.set(last.applyAsLong(value));
                        """)
                .source(name + ".Outcome", """
                        public final class Outcome {
                            private static volatile long value;
                            private Outcome() {}
                            static void set(long outcome) { value = outcome; }
                            public static long get() { return value; }
                        }
                        """)
                .source(name + ".Total", """
                        public final class Total implements java.util.function.LongSupplier {
                            @Override public long getAsLong() { return Outcome.get(); }
                        }
                        """);
        return withParts(filled);
    }

    /** Adds the parts and the interface they share. */
    PluginSource withParts(PluginSource source) {
        PluginSource filled = source.source(name + ".Step", "interface Step { long apply(long value); }");
        for (int part = 0; part < PARTS; part++) {
            filled = filled.source(name + "." + typeOf(part), part(part));
        }
        return filled;
    }

    /** Statements that compute a {@code value} with all parts and what is required; the last step is left out. */
    String value() {
        String steps = IntStream.range(0, PARTS)
                .mapToObj(part -> "new " + typeOf(part) + "()")
                .collect(Collectors.joining(", "));
        String outcomes = required.stream()
                .map(other -> "value += " + other + ".Outcome.get();\n")
                .collect(Collectors.joining());
        return """
                long value = %dL;
                for (Step step : new Step[] {%s}) {
                    value = step.apply(value);
                }
                %s""".formatted(Arithmetic.seed(name), steps, outcomes);
    }

    private String part(int part) {
        return """
                final class %s implements Step {
                    private static final long[] TABLE = new long[16];
                    static {
                        for (int i = 0; i < TABLE.length; i++) {
                            TABLE[i] = (%dL + %d * 17L + i) * 0x9E3779B97F4A7C15L;
                        }
                    }
                    @Override public long apply(long value) { return value * 31 + TABLE[(int) (value & 15)]; }
                }
                """.formatted(typeOf(part), Arithmetic.seed(name), part);
    }

    private static String typeOf(int part) {
        return String.format(Locale.ROOT, "Part%02d", part);
    }
}
