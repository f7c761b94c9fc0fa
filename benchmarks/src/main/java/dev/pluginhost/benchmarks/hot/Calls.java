package dev.pluginhost.benchmarks.hot;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.benchmarks.corpus.Tiny;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** The calls that are compared, on a host with all its plugins imported and on a map of the same. Made and run by JMH. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Calls {

    private static final String JARS = "benchmarks.hot.jars";
    private static final String INDEX = "benchmarks.hot.index";
    private static final String PLUGINS = "benchmarks.hot.plugins";

    /** Ends with the JVM: to close it would be counted among the last calls. */
    private final PluginHost host = PluginHost.builder()
            .plugins(Path.of(System.getProperty(JARS)))
            .index(Path.of(System.getProperty(INDEX)))
            .build();

    private Map<String, ImportedModule> map = Map.of();

    /** The options that tell a JVM what to work on. */
    static List<String> properties(Path jars, Path index, int plugins) {
        return List.of("-D" + JARS + "=" + jars, "-D" + INDEX + "=" + index, "-D" + PLUGINS + "=" + plugins);
    }

    /** The number of plugins, in a JVM that has it as an option. */
    static int plugins() {
        return Integer.getInteger(PLUGINS, 0);
    }

    /** Imports all plugins, and fills the map with them. */
    @Setup
    public void importAll() {
        host.start();
        Map<String, ImportedModule> imported = new HashMap<>();
        host.importAll(Tiny.names(plugins()))
                .join()
                .forEach((name, result) -> imported.put(
                        name,
                        result.module()
                                .orElseThrow(() -> new IllegalStateException(name + " is not imported: " + result))));
        map = new ConcurrentHashMap<>(imported);
    }

    /** What all is compared with. */
    @Benchmark
    public @Nullable Object mapGet(Caller caller) {
        return map.get(caller.next());
    }

    /** The call that has a plugin imported, if it were not. */
    @Benchmark
    public ImportedModule importModule(Caller caller) {
        return host.importModule(caller.next());
    }

    /** The call that only looks. */
    @Benchmark
    public Optional<ImportedModule> find(Caller caller) {
        return host.find(caller.next());
    }
}
