package dev.pluginhost.benchmarks.loop;

import acme.home.loop.EventLoop;
import dev.pluginhost.PluginHost;
import dev.pluginhost.benchmarks.api.Total;
import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Machine;
import dev.pluginhost.benchmarks.harness.Trial;
import dev.pluginhost.plugin.Plugin;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a JVM that measures once: a loop ticks while something else happens, and the ticks in that time count. Its
 * arguments are a variant, the directory of the plugins, the period of the loop and the time to be idle.
 */
final class LoopTrial {

    /** The loop's own code is loaded then, and some of it is compiled. */
    private static final int TICKS_BEFORE = 500;

    private static final int MOST_TICKS = 500_000;

    private LoopTrial() {}

    public static void main(String[] arguments) throws Exception {
        Path jars = Path.of(arguments[1]);
        Duration tick = Duration.parse(arguments[2]);
        Duration idle = Duration.parse(arguments[3]);
        Lateness lateness = new Lateness(MOST_TICKS);
        try (EventLoop loop = new EventLoop(tick, lateness)) {
            Callable<Long> work = switch (Loop.Variant.valueOf(arguments[0])) {
                case IDLE ->
                    () -> {
                        TimeUnit.NANOSECONDS.sleep(idle.toNanos());
                        return 0L;
                    };
                case HOST -> () -> host(jars, loop);
                case PLAIN -> () -> plain(jars);
            };
            measure(work, loop, lateness, tick);
        }
    }

    private static void measure(Callable<Long> work, EventLoop loop, Lateness lateness, Duration tick)
            throws Exception {
        Machine.usage(); // loads the classes that this needs
        while (loop.ticks().count() < TICKS_BEFORE) {
            Thread.sleep(tick.toMillis() + 1);
        }
        CompletableFuture.runAsync(lateness::begin, loop).join();
        Map<Figure, Long> before = Machine.usage();
        long start = System.nanoTime();
        long sum = work.call();
        long window = System.nanoTime() - start;
        // A tick that was due in the window may still be to come; it comes right after a task.
        CompletableFuture.runAsync(() -> {}, loop).join();
        long[] late = CompletableFuture.supplyAsync(lateness::end, loop).join();
        Map<Figure, Long> figures = Machine.usage();
        figures.replaceAll((figure, value) -> value - before.getOrDefault(figure, 0L));
        figures.put(Figure.NANOS, window);
        figures.putAll(Lateness.figures(late, tick.toNanos()));
        Trial.report(sum, figures);
    }

    /** A host as an application opens it. The plugins are marked for import in the background. It ends with the JVM. */
    private static long host(Path jars, EventLoop loop) {
        PluginHost host = PluginHost.builder()
                .plugins(jars)
                .nonBlocking(loop::isLoopThread)
                .build();
        host.start();
        List<Total> totals = host.importServices(Total.class).join();
        return totals.stream().mapToLong(Total::get).sum();
    }

    /** One thread that starts all plugins in order, from one class loader with all jars, as code without a host does. */
    private static long plain(Path jars) throws Exception {
        // The thread lives until the JVM ends, so that what it has allocated is known.
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread daemon = new Thread(task, "plain-load");
            daemon.setDaemon(true);
            return daemon;
        });
        return thread.submit(() -> load(jars)).get();
    }

    @SuppressWarnings("NullAway") // the plugins do not look at their context
    private static long load(Path jars) throws Exception {
        List<String> names = Stock.names(jars);
        List<URL> urls = new ArrayList<>();
        for (String name : names) {
            urls.add(jars.resolve(name + ".jar").toUri().toURL());
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), LoopTrial.class.getClassLoader());
        List<Total> totals = new ArrayList<>();
        for (String name : names) {
            instance(Plugin.class, name + ".Main", loader).start(null);
            totals.add(instance(Total.class, name + ".Total", loader));
        }
        return totals.stream().mapToLong(Total::get).sum();
    }

    private static <T> T instance(Class<T> type, String name, ClassLoader loader) throws ReflectiveOperationException {
        return type.cast(Class.forName(name, true, loader).getConstructor().newInstance());
    }
}
