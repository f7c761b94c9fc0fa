package dev.pluginhost.benchmarks.corpus;

import dev.pluginhost.testkit.PluginSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The sources of a jar that is at once a module, an OSGi bundle, a PF4J plugin, a module of JBoss Modules and a provider in
 * {@code META-INF/services}, and that needs the classes of none of these systems. It computes what a {@link Generated} plugin
 * does, but nobody starts it: whoever makes its one service has it computed, and whatever it requires before it.
 */
record Universal(Generated generated) {

    private static final String SERVICE = LongSupplier.class.getName();
    private static final String VERSION = "1.0.0";

    PluginSource source() {
        String name = generated.name();
        List<String> required = generated.required();
        String total = name + ".Total";
        PluginSource source = PluginSource.module(name)
                .version(VERSION)
                .requires(required.toArray(String[]::new))
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
                .manifest("Export-Package", name + ";version=\"" + VERSION + "\"");
        if (!required.isEmpty()) {
            source = source.manifest("Plugin-Dependencies", joined(required, "@>=" + VERSION))
                    .manifest("Import-Package", joined(required, ";version=\"[1,2)\""))
                    .manifest("Dependencies", joined(required, ""));
        }
        return generated.withParts(source.source(name + ".Main", """
                        final class Main {
                            private Main() {}
                            static long compute() {
                                %s
                                return value ^ (value >>> 7);
                            }
                        }
                        """.formatted(generated.value()))
                .source(name + ".Outcome", """
                        public final class Outcome {
                            private static final long VALUE = Main.compute();
                            private Outcome() {}
                            public static long get() { return VALUE; }
                        }
                        """)
                .source(total, """
                        public final class Total implements java.util.function.LongSupplier {
                            private final long value = Outcome.get();
                            @Override public long getAsLong() { return value; }
                        }
                        """));
    }

    private static String joined(List<String> names, String suffix) {
        return names.stream().map(name -> name + suffix).collect(Collectors.joining(", "));
    }
}
