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
        long start = System.nanoTime();
        try (Contender contender = contender(Variant.valueOf(arguments[0]))) {
            long sum = contender.load(Path.of(arguments[1]), arguments.length > 2 ? arguments[2] : null);
            long nanos = System.nanoTime() - start;
            System.gc();
            long metaspace = Machine.metaspace().getUsed();
            long heap = Machine.heap();
            Trial.report(sum, Map.of(Figure.NANOS, nanos, Figure.HEAP, heap, Figure.METASPACE, metaspace));
        }
    }

    private static Contender contender(Variant variant) {
        return switch (variant) {
            case HOST, HOST_ARCHIVE -> new Contender.Host();
            case LAYERS -> new Contender.LayerForEach();
            case ONE_LAYER -> new Contender.OneLayer();
            case PF4J, PF4J_ARCHIVE -> new Rivals.Pf4j();
            case JBOSS -> new Rivals.JBoss();
            case FELIX -> new Rivals.Felix();
            case LAYRRY -> new Layrry();
        };
    }
}
