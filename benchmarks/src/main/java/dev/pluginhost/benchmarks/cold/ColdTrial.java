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

    /**
     * Is an object, and each is returned by itself: for a type of two of them the verifier would load all contenders, and a JVM has the jars of
     * only one.
     */
    @SuppressWarnings("StatementSwitchToExpressionSwitch") // an expression has one type
    private static Object contender(String variant) {
        switch (variant) {
            case "LAYERS":
                return new Contender.LayerForEach();
            case "PF4J", "PF4J_ARCHIVE":
                return new Rivals.Pf4j();
            case "JBOSS":
                return new Rivals.JBoss();
            case "FELIX":
                return new Rivals.Felix();
            default:
                return new Contender.Host(variant);
        }
    }
}
