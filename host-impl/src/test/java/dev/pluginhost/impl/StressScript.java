package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.testkit.PluginGraph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What the plugins of a stress round do, thrown from its seed, and the invariants, which are checked whenever one of them
 * starts or stops and whenever a caller gets one. Plugins reach it by a system property, as they share no class with it.
 */
final class StressScript implements AutoCloseable {

    private static final String KEY = "dev.pluginhost.test.stress";

    private static final String TELL =
            "((java.util.function.BiFunction<String, Module, Object>) System.getProperties().get(\"" + KEY
                    + "\")).apply(";

    /** What a plugin does in its start. */
    static final String START = """
            Module self = Main.class.getModule();
            String other = (String) %1$s"other", self);
            try {
                switch ((String) %1$s"start", self)) {
                    case "throw" -> throw new IllegalStateException("as the dice fell");
                    case "throw an error" -> throw new NoClassDefFoundError("as the dice fell");
                    case "import" -> context.importModule(other);
                    case "join" -> context.importModuleAsync(other).join();
                    case "get" -> context.importModuleAsync(other).get(1, java.util.concurrent.TimeUnit.MILLISECONDS);
                    case "compose" -> context.importModuleAsync(other).thenCompose(it -> context.importModuleAsync(it.getName())).join();
                    case "ask" -> context.importModuleAsync(other);
                    case "all" -> context.importServices(java.util.function.Supplier.class).join();
                    case "dawdle" -> java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    case "hang" -> new java.util.concurrent.CountDownLatch(1).await();
                    case "close" -> %1$s"close", self);
                    default -> {}
                }
            } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
                // as the dice fell
            } catch (RuntimeException e) {
                if ((Boolean) %1$s"give up", self)) throw e;
            }
            %1$s"started", self);
            """.formatted(TELL);

    /** What it does in its stop. */
    static final String STOP = TELL + "\"stopped\", Main.class.getModule());";

    private final PluginGraph graph;
    private final boolean hangs;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, as the following are. */
    private final Random dice;

    /** The modules whose start has come to its end. */
    private final Set<Module> started = new LinkedHashSet<>();

    private final Set<Module> stopped = new HashSet<>();
    private final Queue<String> wrongs = new ConcurrentLinkedQueue<>();
    private volatile PluginHost host;
    private volatile boolean closes;
    private volatile boolean closing;

    StressScript(PluginGraph graph, long seed, boolean hangs) {
        this.graph = graph;
        this.hangs = hangs;
        this.dice = new Random(seed);
        BiFunction<String, Module, Object> hear = this::hear;
        System.getProperties().put(KEY, hear);
    }

    void of(PluginHost newHost, boolean somebodyCloses) {
        host = newHost;
        closes = somebodyCloses;
    }

    @Override
    public void close() {
        System.getProperties().remove(KEY);
    }

    // What plugins say

    private Object hear(String word, Module module) {
        return switch (word) {
            case "other" -> locked(() -> anyName(dice));
            case "give up" -> locked(dice::nextBoolean);
            case "close" -> {
                mayCloseNow(host);
                yield word;
            }
            case "start" ->
                locked(() -> {
                    checkPrerequisites(module);
                    return whatToDo();
                });
            case "started" -> locked(() -> noteStarted(module));
            case "stopped" -> locked(() -> noteStopped(module));
            default -> throw new IllegalArgumentException(word);
        };
    }

    private String whatToDo() {
        return switch (dice.nextInt(40)) {
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
            case 17 -> closes && dice.nextInt(10) == 0 ? "close" : "";
            default -> "";
        };
    }

    private void checkPrerequisites(Module module) {
        for (String required : graph.requiredBy(module.getName())) {
            boolean there = started.stream()
                    .anyMatch(other ->
                            other.getName().equals(required) && !stopped.contains(other) && module.canRead(other));
            if (!there && !closing) {
                wrongs.add(module.getName() + " begins before " + required + " has started");
            }
        }
    }

    private boolean noteStarted(Module module) {
        // one that is past its deadline may come to its end beside its successor, unseen
        if (!hangs
                && started.stream()
                        .anyMatch(other -> other.getName().equals(module.getName()) && !stopped.contains(other))) {
            wrongs.add(module.getName() + " has started twice");
        }
        started.add(module);
        changed.signalAll();
        return true;
    }

    private boolean noteStopped(Module module) {
        if (!started.contains(module)) {
            wrongs.add(module.getName() + " is stopped and was not started");
        }
        if (!stopped.add(module)) {
            wrongs.add(module.getName() + " is stopped twice");
        }
        for (Module other : started) {
            if (!stopped.contains(other)
                    && graph.requiredBy(other.getName()).contains(module.getName())
                    && other.canRead(module)) {
                wrongs.add(module.getName() + " is stopped before " + other.getName() + ", which requires it");
            }
        }
        changed.signalAll();
        return true;
    }

    // What callers do

    String anyName(Random of) {
        return graph.names().get(of.nextInt(graph.names().size()));
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

    /** Closes the host, in a round in which somebody does, once in a while. */
    void mayClose(PluginHost of, Random by) {
        if (by.nextInt(60) == 0) {
            mayCloseNow(of);
        }
    }

    private void mayCloseNow(PluginHost of) {
        if (closes) {
            closing = true;
            of.close();
        }
    }

    boolean isClosing() {
        return closing;
    }

    // Invariants

    /** Whoever gets a module gets one whose start has come to its end, and before that nobody does. */
    void assertWhole(String name, ImportedModule imported) {
        assertEquals(name, imported.name());
        Module module;
        try {
            module = imported.module();
        } catch (IllegalStateException e) {
            if (!closing) {
                throw new AssertionError(name + " went away by itself", e);
            }
            return;
        }
        assertStarted(module);
    }

    void assertStarted(Supplier<?> service) {
        assertStarted((Module) service.get());
    }

    private void assertStarted(Module module) {
        if (!locked(() -> started.contains(module))) {
            throw new AssertionError(module + " was seen before its start had come to its end");
        }
        if (!closing && locked(() -> stopped.contains(module))) {
            throw new AssertionError(module + " was seen after its stop");
        }
    }

    void assertNothingWrong() {
        assertEquals(List.of(), List.copyOf(wrongs));
    }

    /** Whatever has started is stopped in the end, what came too late included. */
    void assertAllStopped() throws InterruptedException {
        long left = HostFixture.PATIENCE.toNanos();
        lock.lock();
        try {
            while (!stopped.containsAll(started) && left > 0) {
                left = changed.awaitNanos(left);
            }
            assertEquals(
                    Set.of(),
                    started.stream()
                            .filter(module -> !stopped.contains(module))
                            .collect(java.util.stream.Collectors.toSet()),
                    "started and not stopped");
        } finally {
            lock.unlock();
        }
        assertNothingWrong();
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
