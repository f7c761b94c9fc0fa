package dev.pluginhost.benchmarks.hot;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.benchmarks.corpus.Stock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** The calls that are compared, on a host with all its plugins imported and on a map with the same. Made and run by JMH. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Calls {

    private static final Path JARS = Path.of(System.getProperty("benchmarks.hot.jars"));

    /** It is not closed: the time of that would be counted with the last calls. */
    private final PluginHost host = PluginHost.builder()
            .plugins(JARS)
            .index(JARS.resolveSibling("index"))
            .build();

    private final Map<String, ImportedModule> map = new ConcurrentHashMap<>();

    /**
     * The names that one thread asks for, without an order, but always in the same one. The strings are its own: they are equal to
     * those of the host but never the same.
     */
    @State(Scope.Thread)
    public static class Caller {

        private static final int ORDER = 1 << 12;

        private final String[] names = new String[ORDER];
        private int next;

        @Setup
        public void choose(ThreadParams thread) throws IOException {
            List<String> own = Stock.names(JARS);
            Random random = new Random(thread.getThreadIndex());
            for (int i = 0; i < ORDER; i++) {
                names[i] = own.get(random.nextInt(own.size()));
            }
        }

        String next() {
            next = (next + 1) & (ORDER - 1);
            return names[next];
        }
    }

    /** Imports all plugins, and fills the map with them. */
    @Setup
    public void importAll() throws IOException {
        host.start();
        host.importAll(Stock.names(JARS))
                .join()
                .forEach((name, result) -> map.put(name, result.module().orElseThrow()));
    }

    @Benchmark
    public @Nullable Object mapGet(Caller caller) {
        return map.get(caller.next());
    }

    @Benchmark
    public ImportedModule importModule(Caller caller) {
        return host.importModule(caller.next());
    }

    @Benchmark
    public Optional<ImportedModule> find(Caller caller) {
        return host.find(caller.next());
    }
}
