package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.PluginHost;
import dev.pluginhost.benchmarks.corpus.Tiny;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The main class of a JVM that starts a host once and has it import some of what is installed. Says what the services came
 * to, how long it took from the first statement to the end of the start, the imports and the closing, and what was held
 * before that.
 */
final class CurveTrial {

    static final int START_NANOS = 1;
    static final int IMPORT_NANOS = 2;
    static final int CLOSE_NANOS = 3;
    static final int HEAP = 4;
    static final int METASPACE = 5;
    static final int FILES = 6;
    static final int THREADS = 7;

    private static final String NO_INDEX = "none";

    private CurveTrial() {}

    static List<String> arguments(Path jars, Path index, int imports) {
        return List.of(jars.toString(), index.toString(), Integer.toString(imports));
    }

    static List<String> argumentsWithoutIndex(Path jars, int imports) {
        return List.of(jars.toString(), NO_INDEX, Integer.toString(imports));
    }

    public static void main(String[] arguments) throws IOException {
        long begin = System.nanoTime();
        PluginHost.Builder builder = PluginHost.builder().plugins(Path.of(arguments[0]));
        PluginHost host =
                (arguments[1].equals(NO_INDEX) ? builder.noIndex() : builder.index(Path.of(arguments[1]))).build();
        host.start();
        long started = System.nanoTime();
        int imports = Integer.parseInt(arguments[2]);
        if (imports == 1) {
            host.importModule(Tiny.name(0));
        } else if (imports > 1) {
            host.importAll(Tiny.names(imports)).join();
        }
        long imported = System.nanoTime();
        long sum = 0;
        for (LongSupplier service : host.services(LongSupplier.class)) {
            sum += service.getAsLong();
        }
        Vitals vitals = Vitals.now();
        long closing = System.nanoTime();
        host.close();
        long closed = System.nanoTime();
        System.out.println(Figures.line(
                sum,
                started - begin,
                imported - started,
                closed - closing,
                vitals.heap(),
                vitals.metaspace(),
                vitals.files(),
                vitals.threads()));
    }
}
