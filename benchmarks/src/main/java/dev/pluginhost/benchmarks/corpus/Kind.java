package dev.pluginhost.benchmarks.corpus;

import dev.pluginhost.benchmarks.api.Total;
import dev.pluginhost.benchmarks.harness.Home;
import dev.pluginhost.testkit.PluginSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the plugins of a stock are. The value that the service of a plugin returns shows that the plugin has done all of its work. */
public enum Kind {
    /**
     * A jar with 21 classes that is a module, an OSGi bundle, a PF4J plugin, a module of JBoss Modules and a provider in
     * {@code META-INF/services}. It uses no class of these systems. It computes its value when its service is made.
     */
    UNIVERSAL,

    /** A plugin of a host, of 21 classes, which is imported in the background and computes its value when it is started. */
    STARTED,

    /** A plugin of a host, of one class. */
    TINY;

    private static final int PARTS = 17;
    private static final long SEED = 1000;
    private static final String SERVICE = Total.class.getName();
    private static final String VERSION = "1.0.0";

    /** The value of a plugin, computed without it from the sum of the values of those that it requires. */
    long value(long ofRequired) {
        if (this == TINY) {
            return 1 + ofRequired;
        }
        long value = SEED;
        for (int part = 0; part < PARTS; part++) {
            value = value * 31 + (SEED + part * 17L + (value & 15)) * 0x9E3779B97F4A7C15L;
        }
        value += ofRequired;
        return value ^ (value >>> 7);
    }

    PluginSource source(String name, List<String> required) {
        PluginSource source = PluginSource.module(name)
                .requires(Home.API_MODULE)
                .requires(required.toArray(String[]::new))
                .compiledAgainst(Home.API)
                .exports(name);
        return switch (this) {
            case UNIVERSAL -> withParts(forAll(name, required, source), name, required, "Main", "");
            case STARTED ->
                withParts(
                        source.requires("dev.pluginhost")
                                .declares("provides dev.pluginhost.plugin.BackgroundPlugin with " + name + ".Main;"),
                        name,
                        required,
                        "Main implements dev.pluginhost.plugin.BackgroundPlugin",
                        "@Override public void start(dev.pluginhost.plugin.PluginContext context) { Outcome.get(); }");
            case TINY ->
                source.requires("dev.pluginhost")
                        .declares("provides dev.pluginhost.plugin.Plugin with " + name + ".Main;")
                        .declares("provides " + SERVICE + " with " + name + ".Main;")
                        .source(name + ".Main", """
                        public final class Main
                                implements dev.pluginhost.plugin.Plugin, %s {
                            private static volatile long value;
                            @Override public void start(dev.pluginhost.plugin.PluginContext context) {
                                value = 1%s;
                            }
                            @Override public long get() { return value; }
                            public static long value() { return value; }
                        }
                        """.formatted(SERVICE, joined(required, " + %s.Main.value()", "")));
        };
    }

    /** What the systems that are compared read of a jar. */
    private static PluginSource forAll(String name, List<String> required, PluginSource source) {
        PluginSource universal = source.version(VERSION)
                .service(SERVICE, name + ".Total")
                // PF4J reads this file by default, and META-INF/services only if an option says so.
                .resource("META-INF/extensions.idx", name + ".Total\n")
                .manifest("Plugin-Id", name)
                .manifest("Plugin-Version", VERSION)
                .manifest("Bundle-ManifestVersion", "2")
                .manifest("Bundle-SymbolicName", name)
                .manifest("Bundle-Version", VERSION)
                .manifest("Export-Package", name + ";version=\"" + VERSION + "\"")
                .manifest(
                        "Import-Package",
                        Total.class.getPackageName() + joined(required, ", %s;version=\"[1,2)\"", ""));
        return required.isEmpty()
                ? universal
                : universal
                        .manifest("Plugin-Dependencies", joined(required, "%s@>=" + VERSION, ", "))
                        .manifest("Dependencies", joined(required, "%s", ", "));
    }

    /**
     * Adds parts that compute a value one after the other, their interface, the class {@code Outcome} with the value, which plugins that
     * require this one read, {@code Main}, and the service {@code Total}.
     */
    private static PluginSource withParts(
            PluginSource source, String name, List<String> required, String main, String start) {
        PluginSource filled = source.declares("provides " + SERVICE + " with " + name + ".Total;")
                .source(name + ".Main", """
                        public final class %s {
                            %s
                            static long compute() {
                                long value = %dL;
                                for (Step step : new Step[] {%s}) {
                                    value = step.apply(value);
                                }
                                value += 0%s;
                                return value ^ (value >>> 7);
                            }
                        }
                        """.formatted(
                                main,
                                start,
                                SEED,
                                joined(parts(), "new %s()", ", "),
                                joined(required, " + %s.Outcome.get()", "")))
                .source(name + ".Outcome", """
                        public final class Outcome {
                            private static final long VALUE = Main.compute();
                            private Outcome() {}
                            public static long get() { return VALUE; }
                        }
                        """)
                .source(name + ".Total", """
                        public final class Total implements %s {
                            private final long value = Outcome.get();
                            @Override public long get() { return value; }
                        }
                        """.formatted(SERVICE))
                .source(name + ".Step", "interface Step { long apply(long value); }");
        for (int part = 0; part < PARTS; part++) {
            filled = filled.source(name + "." + parts().get(part), """
                    final class %s implements Step {
                        private static final long[] TABLE = new long[16];
                        static {
                            for (int i = 0; i < TABLE.length; i++) {
                                TABLE[i] = (%dL + %d * 17L + i) * 0x9E3779B97F4A7C15L;
                            }
                        }
                        @Override public long apply(long value) { return value * 31 + TABLE[(int) (value & 15)]; }
                    }
                    """.formatted(parts().get(part), SEED, part));
        }
        return filled;
    }

    private static List<String> parts() {
        return IntStream.range(10, 10 + PARTS).mapToObj(part -> "Part" + part).toList();
    }

    private static String joined(List<String> words, String format, String separator) {
        return words.stream().map(format::formatted).collect(Collectors.joining(separator));
    }
}
