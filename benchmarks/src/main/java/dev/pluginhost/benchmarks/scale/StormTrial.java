package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.benchmarks.process.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * The main class of a JVM in which threads ask for one plugin after the other, each for its share of them all. Says what the
 * services came to, how long it took from when the threads were let go to the last answer, and the processor time of that.
 */
final class StormTrial {

    static final int NANOS = 1;
    static final int CPU_NANOS = 2;

    private StormTrial() {}

    /** The names are in a file, as there may be more of them than fit on a command line. */
    static List<String> arguments(Path jars, Path index, Path names, int threads) {
        return List.of(jars.toString(), index.toString(), names.toString(), Integer.toString(threads));
    }

    public static void main(String[] arguments) throws Exception {
        List<String> names = Files.readAllLines(Path.of(arguments[2]));
        int threads = Integer.parseInt(arguments[3]);
        try (PluginHost host = PluginHost.builder()
                .plugins(Path.of(arguments[0]))
                .index(Path.of(arguments[1]))
                .build()) {
            host.start();
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                System.out.println(measured(host, names, threads, pool));
            } finally {
                pool.shutdownNow();
            }
        }
    }

    private static String measured(PluginHost host, List<String> names, int threads, ExecutorService pool)
            throws InterruptedException, ExecutionException {
        CountDownLatch ready = new CountDownLatch(threads);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Long>> sums = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int first = i;
            sums.add(pool.submit(() -> {
                ready.countDown();
                go.await();
                return asked(host, names, first, threads);
            }));
        }
        ready.await();
        long cpu = cpuNanos();
        long begin = System.nanoTime();
        go.countDown();
        long sum = 0;
        for (Future<Long> part : sums) {
            sum += part.get();
        }
        return Figures.line(sum, System.nanoTime() - begin, cpuNanos() - cpu);
    }

    /** Every so many of the names: shares of threads lie beside each other, so that they meet at what they require. */
    private static long asked(PluginHost host, List<String> names, int first, int step) {
        long sum = 0;
        for (int i = first; i < names.size(); i += step) {
            ImportedModule plugin = host.importModule(names.get(i));
            for (LongSupplier service : plugin.services(LongSupplier.class)) {
                sum += service.getAsLong();
            }
        }
        return sum;
    }

    private static long cpuNanos() {
        return Usage.now().cpuNanos();
    }
}
