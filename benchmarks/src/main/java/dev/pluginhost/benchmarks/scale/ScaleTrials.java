package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.PluginHost;
import dev.pluginhost.benchmarks.api.Total;
import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Machine;
import dev.pluginhost.benchmarks.harness.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The main classes of JVMs that measure. The first arguments of each are the directory of the plugins and that of the index. */
final class ScaleTrials {

    private ScaleTrials() {}

    /** Threads import plugins one after the other, each thread its share. The last argument is the number of threads. */
    static final class Storm {

        public static void main(String[] arguments) throws Exception {
            List<String> names = Stock.names(Path.of(arguments[0]));
            int threads = Integer.parseInt(arguments[2]);
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try (PluginHost host = host(arguments)) {
                host.start();
                CountDownLatch ready = new CountDownLatch(threads);
                CountDownLatch go = new CountDownLatch(1);
                List<Future<Long>> sums = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    int first = i;
                    sums.add(pool.submit(() -> {
                        ready.countDown();
                        go.await();
                        return imported(host, names, first, threads);
                    }));
                }
                ready.await();
                long cpu = Machine.cpuNanos();
                long begin = System.nanoTime();
                go.countDown();
                long sum = 0;
                for (Future<Long> part : sums) {
                    sum += part.get();
                }
                long nanos = System.nanoTime() - begin;
                Trial.report(sum, Map.of(Figure.NANOS, nanos, Figure.CPU_NANOS, Machine.cpuNanos() - cpu));
            } finally {
                pool.shutdownNow();
            }
        }

        /** The shares are beside each other, so that threads meet at the plugins that theirs require. */
        private static long imported(PluginHost host, List<String> names, int first, int step) {
            long sum = 0;
            for (int i = first; i < names.size(); i += step) {
                sum += total(host.importModule(names.get(i)).services(Total.class));
            }
            return sum;
        }
    }

    /**
     * Fresh hosts import the same plugins again and again. The last argument says how many of them count; as many before them do
     * not count. The time does not include closing.
     */
    static final class Shape {

        public static void main(String[] arguments) {
            int times = Integer.parseInt(arguments[2]);
            long sum = 0;
            long nanos = 0;
            long cpuNanos = 0;
            for (int i = 0; i < 2 * times; i++) {
                if (i == times) {
                    System.gc();
                    nanos = 0;
                    cpuNanos = 0;
                }
                long cpuBegin = Machine.cpuNanos();
                long begin = System.nanoTime();
                try (PluginHost host = host(arguments)) {
                    host.start();
                    sum += total(host.importServices(Total.class).join());
                    nanos += System.nanoTime() - begin;
                    cpuNanos += Machine.cpuNanos() - cpuBegin;
                }
            }
            Trial.report(sum, Map.of(Figure.NANOS, nanos, Figure.CPU_NANOS, cpuNanos));
        }
    }

    /** A host starts once and imports the first plugins. The last argument says how many. */
    static final class Curve {

        public static void main(String[] arguments) throws IOException {
            long begin = System.nanoTime();
            PluginHost host = host(arguments);
            host.start();
            long started = System.nanoTime();
            int imports = Integer.parseInt(arguments[2]);
            if (imports > 0) {
                host.importAll(Stock.names(imports)).join();
            }
            long imported = System.nanoTime();
            long sum = total(host.services(Total.class));
            System.gc();
            long heap = Machine.heap();
            long metaspace = Machine.metaspace().getCommitted();
            long files = Machine.openFiles();
            long threads = Machine.threads();
            long closing = System.nanoTime();
            host.close();
            Trial.report(
                    sum,
                    Map.of(
                            Figure.START_NANOS, started - begin,
                            Figure.NANOS, imported - started,
                            Figure.CLOSE_NANOS, System.nanoTime() - closing,
                            Figure.HEAP, heap,
                            Figure.METASPACE, metaspace,
                            Figure.FILES, files,
                            Figure.THREADS, threads));
        }
    }

    private static PluginHost host(String[] arguments) {
        return PluginHost.builder()
                .plugins(Path.of(arguments[0]))
                .index(Path.of(arguments[1]))
                .build();
    }

    private static long total(List<Total> services) {
        return services.stream().mapToLong(Total::get).sum();
    }
}
