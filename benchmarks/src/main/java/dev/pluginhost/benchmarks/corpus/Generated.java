package dev.pluginhost.benchmarks.corpus;

import dev.pluginhost.benchmarks.api.Total;
import dev.pluginhost.benchmarks.harness.Home;
import dev.pluginhost.testkit.PluginGraph;
import dev.pluginhost.testkit.PluginSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sources of a plugin of 21 classes: {@value #PARTS} parts that compute a value one after the other, their interface, the
 * class {@code Outcome} with the value, which plugins that require this one read, {@code Main}, and the service {@code Total}.
 *
 * @param name its module
 * @param required the modules that it requires
 */
record Generated(String name, List<String> required) {

    private static final int PARTS = 17;
    private static final String SERVICE = Total.class.getName();
    private static final String API_PACKAGE = Total.class.getPackageName();
    private static final String VERSION = "1.0.0";

    static Generated of(String name, PluginGraph graph) {
        return new Generated(name, graph.requiredBy(name).stream().sorted().toList());
    }

    /** What the services of all plugins return, computed without the plugins. */
    static Map<String, Long> totals(PluginGraph graph) {
        Map<String, Long> totals = new HashMap<>();
        for (String name : graph.names()) {
            long value = seed(name);
            for (int part = 0; part < PARTS; part++) {
                value = value * 31 + (seed(name) + part * 17L + (value & 15)) * 0x9E3779B97F4A7C15L;
            }
            for (String required : graph.requiredBy(name)) {
                value += totals.getOrDefault(required, 0L);
            }
            totals.put(name, value ^ (value >>> 7));
        }
        return totals;
    }

    /** A plugin of a host, which computes its value when it is started. */
    PluginSource started(PluginSource source) {
        return withParts(source.background()
                .requires(Home.API_MODULE)
                .compiledAgainst(Home.api())
                .exports(name)
                .declares("provides " + SERVICE + " with " + name + ".Total;")
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
                        public final class Total implements %s {
                            @Override public long get() { return Outcome.get(); }
                        }
                        """.formatted(SERVICE)));
    }

    /**
     * A jar that is a module, an OSGi bundle, a PF4J plugin, a module of JBoss Modules and a provider in
     * {@code META-INF/services}. It uses no class of these systems. It computes its value when its service is made.
     */
    PluginSource universal() {
        String total = name + ".Total";
        PluginSource source = PluginSource.module(name)
                .version(VERSION)
                .requires(Home.API_MODULE)
                .requires(required.toArray(String[]::new))
                .compiledAgainst(Home.api())
                .exports(name)
                .declares("provides " + SERVICE + " with " + total + ";")
                .service(SERVICE, total)
                // PF4J reads this file by default, and META-INF/services only if an option says so.
                .resource("META-INF/extensions.idx", total + "\n")
                .manifest("Plugin-Id", name)
                .manifest("Plugin-Version", VERSION)
                .manifest("Bundle-ManifestVersion", "2")
                .manifest("Bundle-SymbolicName", name)
                .manifest("Bundle-Version", VERSION)
                .manifest("Export-Package", name + ";version=\"" + VERSION + "\"")
                .manifest("Import-Package", API_PACKAGE);
        if (!required.isEmpty()) {
            source = source.manifest("Plugin-Dependencies", required("@>=" + VERSION))
                    .manifest("Import-Package", API_PACKAGE + ", " + required(";version=\"[1,2)\""))
                    .manifest("Dependencies", required(""));
        }
        return withParts(source.source(name + ".Main", """
                        final class Main {
                            private Main() {}
                            static long compute() {
                                %s
                                return value ^ (value >>> 7);
                            }
                        }
                        """.formatted(value()))
                .source(name + ".Outcome", """
                        public final class Outcome {
                            private static final long VALUE = Main.compute();
                            private Outcome() {}
                            public static long get() { return VALUE; }
                        }
                        """)
                .source(total, """
                        public final class Total implements %s {
                            private final long value = Outcome.get();
                            @Override public long get() { return value; }
                        }
                        """.formatted(SERVICE)));
    }

    private PluginSource withParts(PluginSource source) {
        PluginSource filled = source.source(name + ".Step", "interface Step { long apply(long value); }");
        for (int part = 0; part < PARTS; part++) {
            filled = filled.source(name + "." + typeOf(part), """
                    final class %s implements Step {
                        private static final long[] TABLE = new long[16];
                        static {
                            for (int i = 0; i < TABLE.length; i++) {
                                TABLE[i] = (%dL + %d * 17L + i) * 0x9E3779B97F4A7C15L;
                            }
                        }
                        @Override public long apply(long value) { return value * 31 + TABLE[(int) (value & 15)]; }
                    }
                    """.formatted(typeOf(part), seed(name), part));
        }
        return filled;
    }

    /** Statements that compute a {@code value} with all parts and with what is required; the last step is not in them. */
    private String value() {
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
                %s""".formatted(seed(name), steps, outcomes);
    }

    private String required(String suffix) {
        return required.stream().map(other -> other + suffix).collect(Collectors.joining(", "));
    }

    private static long seed(String name) {
        return name.hashCode();
    }

    private static String typeOf(int part) {
        return String.format(Locale.ROOT, "Part%02d", part);
    }
}
