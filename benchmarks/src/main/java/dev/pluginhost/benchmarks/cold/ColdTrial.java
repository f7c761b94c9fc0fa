package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Machine;
import dev.pluginhost.benchmarks.harness.Trial;
import java.nio.file.Path;
import java.util.Map;

/**
 * The main class of a JVM that measures once. Its arguments are a variant, the directory of the plugins and, if only one is to be
 * loaded, its name. Nothing of the contender has been loaded when the time begins.
 */
final class ColdTrial {

    private ColdTrial() {}

    public static void main(String[] arguments) throws Exception {
        long begin = System.nanoTime();
        try (Contender contender = (Contender) contender(arguments[0])) {
            long sum = contender.load(Path.of(arguments[1]), arguments.length > 2 ? arguments[2] : null);
            long nanos = System.nanoTime() - begin;
            System.gc();
            Trial.report(
                    sum,
                    Map.of(
                            Figure.NANOS, nanos,
                            Figure.START_NANOS, Math.max(0, contender.started - begin),
                            Figure.HEAP, Machine.heap(),
                            Figure.METASPACE, Machine.metaspace().getUsed()));
        }
    }

    /** Is an object for the verifier, which would load all contenders, and a JVM has the jars of only one. */
    private static Object contender(String variant) {
        return switch (variant) {
            case "LAYERS" -> new Contender.LayerForEach();
            case "PF4J", "PF4J_ARCHIVE" -> new Rivals.Pf4j();
            case "JBOSS" -> new Rivals.JBoss();
            case "FELIX" -> new Rivals.Felix();
            default -> new Contender.Host(variant);
        };
    }
}
