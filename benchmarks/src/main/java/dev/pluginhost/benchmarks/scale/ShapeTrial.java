package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.PluginHost;
import dev.pluginhost.benchmarks.process.Usage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The main class of a JVM that has a fresh host import the same plugins over and over: as many times uncounted, as counted
 * afterwards. Says what all services came to, and how long the counted times took without the closing of the hosts, by the clock and in
 * processor time.
 */
final class ShapeTrial {

    static final int NANOS = 1;
    static final int CPU_NANOS = 2;

    private final Path jars;
    private final Path index;
    private long sum;
    private long nanos;
    private long cpuNanos;

    private ShapeTrial(Path jars, Path index) {
        this.jars = jars;
        this.index = index;
    }

    static List<String> arguments(Path jars, Path index, int times) {
        return List.of(jars.toString(), index.toString(), Integer.toString(times));
    }

    public static void main(String[] arguments) {
        int times = Integer.parseInt(arguments[2]);
        ShapeTrial trial = new ShapeTrial(Path.of(arguments[0]), Path.of(arguments[1]));
        trial.run(times);
        trial.nanos = 0;
        trial.cpuNanos = 0;
        System.gc();
        trial.run(times);
        System.out.println(Figures.line(trial.sum, trial.nanos, trial.cpuNanos));
    }

    private void run(int times) {
        for (int i = 0; i < times; i++) {
            long cpuBegin = Usage.now().cpuNanos();
            long begin = System.nanoTime();
            try (PluginHost host =
                    PluginHost.builder().plugins(jars).index(index).build()) {
                host.start();
                for (LongSupplier service :
                        host.importServices(LongSupplier.class).join()) {
                    sum += service.getAsLong();
                }
                nanos += System.nanoTime() - begin;
                cpuNanos += Usage.now().cpuNanos() - cpuBegin;
            }
        }
    }
}
