package dev.pluginhost.impl.stress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Dependents;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What the plugins of a stress round do, thrown from its seed. They tell {@link Lives} of what becomes of them, which sees to it that
 * it is as it should be. Plugins reach it by a system property, as they share no class with it.
 */
final class StressScript implements AutoCloseable {

    private static final String KEY = "dev.pluginhost.test.stress";
    private static final int MANY_FUTURES = 10_000;

    private static final String TELL =
            "((java.util.function.BiFunction<String, Module, Object>) System.getProperties().get(\"" + KEY
                    + "\")).apply(";

    /** What a plugin does in its start. */
    static final String START = """
            Module self = Main.class.getModule();
            String other = (String) %1$s"other", self);
            String what = (String) %1$s"start", self);
            context.closeWithPlugin(() -> %1$s"closed", self));
            try {
                switch (what) {
                    case "throw" -> throw new IllegalStateException("as the dice fell");
                    case "throw an error" -> throw new NoClassDefFoundError("as the dice fell");
                    case "import" -> context.importModule(other);
                    case "join" -> context.importModuleAsync(other).join();
                    case "get" -> context.importModuleAsync(other).get(1, java.util.concurrent.TimeUnit.MILLISECONDS);
                    case "compose" -> context.importModuleAsync(other).thenCompose(it -> context.importModuleAsync(it.getName())).get(1, java.util.concurrent.TimeUnit.MILLISECONDS);
                    case "ask" -> context.importModuleAsync(other);
                    case "all" -> context.importServices(java.util.function.Supplier.class).join();
                    case "dawdle" -> java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    case "hang" -> new java.util.concurrent.CountDownLatch(1).await();
                    case "" -> {}
                    default -> %1$swhat, self);
                }
            } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
                // as the dice fell
            } catch (RuntimeException e) {
                if ((Boolean) %1$s"give up", self)) throw e;
            }
            %1$s"started", self);
            """.formatted(TELL);

    /** What it does in its stop. */
    static final String STOP = """
            Module self = Main.class.getModule();
            String other = (String) %1$s"other", self);
            String what = (String) %1$s"stop", self);
            try {
                switch (what) {
                    case "throw" -> throw new IllegalStateException("as the dice fell");
                    case "import" -> context.importModule(other);
                    case "join" -> context.importModuleAsync(other).join();
                    case "compose" -> context.importModuleAsync(other).thenApply(Module::getName).thenAccept(name -> {}).join();
                    case "ask" -> context.importModuleAsync(other);
                    case "dawdle" -> java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    case "hang" -> new java.util.concurrent.CountDownLatch(1).await();
                    case "" -> {}
                    default -> %1$swhat, self);
                }
            } finally {
                %1$s"stopped", self);
            }
            """.formatted(TELL);

    private final PluginGraph graph;
    private final boolean hangs;
    private final Lives lives;

    /** Guarded by itself. */
    private final Random dice;

    /** Each has an answer in the end, whoever has walked away. */
    private final Queue<CompletableFuture<?>> futures = new ConcurrentLinkedQueue<>();

    private volatile PluginHost host;
    private volatile boolean closes;

    StressScript(PluginGraph graph, long seed, boolean hangs) {
        this.graph = graph;
        this.hangs = hangs;
        this.lives = new Lives(graph, hangs);
        this.dice = new Random(seed);
        BiFunction<String, Module, Object> hear = this::hear;
        System.getProperties().put(KEY, hear);
    }

    void of(PluginHost newHost, boolean somebodyCloses) {
        host = newHost;
        closes = somebodyCloses;
    }

    Lives lives() {
        return lives;
    }

    @Override
    public void close() {
        System.getProperties().remove(KEY);
    }

    // What plugins say

    private Object hear(String word, Module module) {
        switch (word) {
            case "other" -> {
                return thrown(this::anyName);
            }
            case "give up" -> {
                return thrown(Random::nextBoolean);
            }
            case "start" -> {
                lives.begins(module);
                lives.opens(module);
                return thrown(this::whatToStartWith);
            }
            case "started" -> lives.starts(module);
            case "stop" -> {
                return thrown(this::whatToStopWith);
            }
            case "stopped" -> lives.stops(module);
            case "closed" -> lives.closes(module);
            case "close" -> {
                lives.closesHost(module);
                mayCloseNow(host);
            }
            case "unload" -> {
                CompletableFuture<?> unused = unload(host, thrown(this::anyName), Dependents.UNLOAD_FIRST);
            }
            case "unload and wait" ->
                unload(host, thrown(this::anyName), thrown(this::anyPolicy)).join();
            case "unload itself and wait" ->
                unload(host, module.getName(), Dependents.UNLOAD_FIRST).join();
            case "reload" -> {
                CompletableFuture<?> unused = reload(host, thrown(this::anyName));
            }
            case "reload and wait" -> reload(host, thrown(this::anyName)).join();
            default -> throw new IllegalArgumentException(word);
        }
        return word;
    }

    private String whatToStartWith(Random of) {
        return switch (of.nextInt(50)) {
            case 0 -> "throw";
            case 1 -> "throw an error";
            case 2, 3, 4, 5 -> "import";
            case 6, 7 -> "join";
            case 8 -> "get";
            case 9 -> "compose";
            case 10, 11 -> "ask";
            case 12 -> "all";
            case 13, 14, 15 -> "dawdle";
            case 16 -> hangs ? "hang" : "dawdle";
            case 17 -> closes && of.nextInt(10) == 0 ? "close" : "";
            case 18 -> "unload";
            case 19, 20 -> "unload and wait";
            case 21 -> "reload";
            case 22 -> "reload and wait";
            case 23 -> "unload itself and wait";
            default -> "";
        };
    }

    private String whatToStopWith(Random of) {
        return switch (of.nextInt(40)) {
            case 0 -> "throw";
            case 1, 2 -> "import";
            case 3 -> "join";
            case 4 -> "compose";
            case 5 -> "ask";
            case 6, 7 -> "dawdle";
            case 8 -> hangs ? "hang" : "dawdle";
            case 9 -> "unload";
            case 10, 11 -> "unload and wait";
            case 12 -> "reload";
            case 13 -> "reload and wait";
            case 14 -> "unload itself and wait";
            case 15 -> closes && of.nextInt(10) == 0 ? "close" : "";
            default -> "";
        };
    }

    private <T> T thrown(java.util.function.Function<Random, T> what) {
        synchronized (dice) {
            return what.apply(dice);
        }
    }

    // What callers do

    String anyName(Random of) {
        return graph.names().get(of.nextInt(graph.names().size()));
    }

    Dependents anyPolicy(Random of) {
        return of.nextBoolean() ? Dependents.UNLOAD_FIRST : Dependents.REFUSE;
    }

    List<String> someNames(Random of) {
        List<String> some = new ArrayList<>();
        for (int i = of.nextInt(20); i > 0; i--) {
            some.add(anyName(of));
        }
        return some;
    }

    boolean knows(String name) {
        return graph.names().contains(name);
    }

    <T> CompletableFuture<T> kept(CompletableFuture<T> future) {
        if (futures.size() > MANY_FUTURES) {
            futures.removeIf(CompletableFuture::isDone);
        }
        futures.add(future);
        return future;
    }

    /** Has a plugin unloaded. Nobody but the host ends the future. */
    CompletableFuture<UnloadReport> unload(PluginHost of, String name, Dependents dependents) {
        return kept(lives.leaving(name, () -> of.unload(name, dependents)));
    }

    /** Has a plugin reloaded. Nobody but the host ends the future. */
    CompletableFuture<ReloadReport> reload(PluginHost of, String name) {
        return kept(lives.leaving(name, () -> of.reload(name)));
    }

    /** Closes the host, in a round in which somebody does, once in a while. */
    void mayClose(PluginHost of, Random by) {
        if (by.nextInt(60) == 0) {
            mayCloseNow(of);
        }
    }

    private void mayCloseNow(PluginHost of) {
        if (closes) {
            lives.closing();
            of.close();
        }
    }

    boolean isClosing() {
        return lives.isClosing();
    }

    // Invariants

    void assertWhole(String name, ImportedModule imported, long asked) {
        lives.assertWhole(name, imported, asked);
    }

    void assertStarted(Supplier<?> service, long asked) {
        lives.assertSeen((Module) service.get(), asked);
    }

    /** What was unloaded went before what it requires, and nothing has hung. */
    void assertInOrder(List<UnloadReport.Plugin> unloaded) {
        Map<String, Integer> last = new HashMap<>(); // as one that came back meanwhile goes once more
        for (int i = 0; i < unloaded.size(); i++) {
            last.put(unloaded.get(i).name(), i);
        }
        for (int i = 0; i < unloaded.size(); i++) {
            UnloadReport.Plugin plugin = unloaded.get(i);
            for (String required : graph.requiredBy(plugin.name())) {
                assertTrue(
                        last.getOrDefault(required, unloaded.size()) > i,
                        () -> plugin.name() + " went after " + required + ": " + unloaded);
            }
            if (!hangs && !isClosing()) {
                plugin.problems().forEach(problem -> assertTrue(!problem.contains("does not"), problem));
            }
        }
    }

    /** What came back came after what it requires. */
    void assertInOrder(ReloadReport report) {
        Set<String> still = new HashSet<>();
        report.plugins().forEach(plugin -> still.add(plugin.name()));
        for (ReloadReport.Reloaded plugin : report.plugins()) {
            still.remove(plugin.name());
            for (String required : graph.requiredBy(plugin.name())) {
                assertTrue(!still.contains(required), () -> plugin.name() + " came before " + required + ": " + report);
            }
        }
    }

    /** Also those that nobody has waited for. */
    void assertAllAnswered() throws InterruptedException {
        for (CompletableFuture<?> future : futures) {
            try {
                future.get(HostFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("a future without an answer: " + future, e);
            } catch (ExecutionException | CancellationException e) {
                // is an answer; whether it is a good one its caller has looked at
            }
        }
        futures.clear();
    }
}
