package dev.pluginhost.benchmarks.loop;

import acme.home.loop.EventLoop;
import dev.pluginhost.benchmarks.corpus.Corpus;
import dev.pluginhost.benchmarks.process.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The main class of a JVM that measures once: a loop ticks, something goes on behind it, and the ticks meanwhile count. */
final class Trial {

    /** So that the loop's own code is loaded, and some of it compiled. */
    private static final int TICKS_BEFORE = 500;

    private static final int MOST_TICKS = 500_000;

    private Trial() {}

    static List<String> arguments(Variant variant, Path corpus, Duration tick, Duration idle) {
        return List.of(variant.name(), corpus.toString(), tick.toString(), idle.toString());
    }

    public static void main(String[] arguments) throws Exception {
        Corpus corpus = Corpus.in(Path.of(arguments[1]));
        Duration tick = Duration.parse(arguments[2]);
        Delays delays = new Delays(MOST_TICKS);
        try (EventLoop loop = new EventLoop(tick, delays);
                Work work = work(Variant.valueOf(arguments[0]), corpus, Duration.parse(arguments[3]), loop)) {
            measure(work, loop, delays, tick).lines().forEach(System.out::println);
        }
    }

    private static Work work(Variant variant, Corpus corpus, Duration idle, EventLoop loop) throws IOException {
        return switch (variant) {
            case IDLE -> new IdleWork(idle);
            case HOST -> new HostWork(corpus, loop);
            case PLAIN -> new PlainWork(corpus);
        };
    }

    private static Measurement measure(Work work, EventLoop loop, Delays delays, Duration tick) throws Exception {
        Usage.now(); // loads what it takes to look
        while (loop.ticks().count() < TICKS_BEFORE) {
            Thread.sleep(tick.toMillis() + 1);
        }
        CompletableFuture.runAsync(delays::begin, loop).join();
        Usage before = Usage.now();
        long start = System.nanoTime();
        long sum = work.run();
        long window = System.nanoTime() - start;
        // A tick that was due within the window may still be to come: it comes right after a task.
        CompletableFuture.runAsync(() -> {}, loop).join();
        long[] late = CompletableFuture.supplyAsync(delays::end, loop).join();
        Usage usage = Usage.now().since(before);
        return Measurement.of(Lateness.of(late, tick.toNanos()), window, usage, sum);
    }
}
