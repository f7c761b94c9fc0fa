package dev.pluginhost.impl.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The lives of plugins, from start to stop, as they tell of them themselves, and what must hold at each step: a plugin starts and
 * lives while what it requires does, is there once at a time, and goes only if somebody has it or what it requires unloaded or
 * reloaded at that moment.
 *
 * <p>Safe for use by any thread. Keeps no plugin alive.
 */
final class Lives {

    /** Guarded by the lock. Times are ticks of the clock; 0 if not yet. */
    private static final class Life {
        long started;
        long stopped;
        int resources;
        boolean closesHost;

        boolean isRunning() {
            return started > 0 && stopped == 0;
        }
    }

    private final PluginGraph graph;
    private final boolean deadlinesPass;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, as the following are; the keys are held weakly. */
    private final Map<Module, Life> lives = new WeakHashMap<>();

    /** The calls under way that have a plugin unloaded. */
    private final Map<String, Integer> leaving = new HashMap<>();

    /** When the last such call came to its end. */
    private final Map<String, Long> left = new HashMap<>();

    private final Map<String, Integer> running = new HashMap<>();
    private long clock;
    private int resources;
    private int starts;

    private final Queue<String> wrongs = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;

    /**
     * Of the plugins of a graph.
     *
     * @param deadlinesPass whether plugins are left behind in their start or stop: then lives may overlap, unseen by others
     */
    Lives(PluginGraph graph, boolean deadlinesPass) {
        this.graph = graph;
        this.deadlinesPass = deadlinesPass;
    }

    // What plugins tell

    /** A plugin's start begins. */
    void begins(Module module) {
        locked(() -> {
            lives.put(module, new Life());
            checkPrerequisites(module, "begins to start");
            return null;
        });
    }

    /** It has come to its end. */
    void starts(Module module) {
        locked(() -> {
            checkPrerequisites(module, "starts");
            Life life = life(module);
            if (running.merge(module.getName(), 1, Integer::sum) > 1 && !deadlinesPass) {
                wrong(module.getName() + " starts and has started before, and was not stopped");
            }
            life.started = ++clock;
            starts++;
            return null;
        });
    }

    /** Its stop comes to its end. */
    void stops(Module module) {
        locked(() -> {
            String name = module.getName();
            Life life = life(module);
            if (!life.isRunning()) {
                wrong(name + (life.started == 0 ? " is stopped and has not started" : " is stopped twice"));
                return null;
            }
            life.stopped = ++clock;
            running.merge(name, -1, Integer::sum);
            checkDependents(module);
            if (!closing && !deadlinesPass && !mayGo(name, Long.MAX_VALUE)) {
                wrong(name + " is stopped though nobody has it unloaded, nor anything that it requires");
            }
            changed.signalAll();
            return null;
        });
    }

    /** It opens something that is to be closed with it. */
    void opens(Module module) {
        locked(() -> {
            life(module).resources++;
            return ++resources;
        });
    }

    /** That is closed. */
    void closes(Module module) {
        locked(() -> {
            Life life = life(module);
            // A stop that takes longer than its timeout is left behind, and what the plugin has opened is closed
            // meanwhile.
            if (!deadlinesPass && life.started > 0 && life.stopped == 0) {
                wrong("what " + module.getName() + " has opened is closed before its stop");
            }
            if (--life.resources < 0) {
                wrong("what " + module.getName() + " has opened is closed twice");
            }
            resources--;
            changed.signalAll();
            return null;
        });
    }

    private Life life(Module module) {
        Life life = lives.get(module);
        if (life == null) {
            wrong(module.getName() + " has not begun to start");
            return new Life();
        }
        return life;
    }

    private void checkPrerequisites(Module module, String does) {
        if (closing || deadlinesPass) {
            return;
        }
        for (String required : graph.requiredBy(module.getName())) {
            boolean there = lives.entrySet().stream()
                    .anyMatch(other -> other.getKey().getName().equals(required)
                            && other.getValue().isRunning()
                            && module.canRead(other.getKey()));
            if (!there) {
                wrong(module.getName() + " " + does + " where " + required + " has not started, or was stopped");
            }
        }
    }

    private void checkDependents(Module module) {
        if (deadlinesPass) {
            return;
        }
        lives.forEach((other, life) -> {
            if (life.isRunning()
                    && !life.closesHost
                    && graph.requiredBy(other.getName()).contains(module.getName())
                    && other.canRead(module)) {
                wrong(module.getName() + " is stopped before " + other.getName() + ", which requires it");
            }
        });
    }

    // What callers do

    /** Has a plugin unloaded or reloaded: until the future ends, it and what requires it may go. */
    <T> CompletableFuture<T> leaving(String name, Supplier<CompletableFuture<T>> call) {
        locked(() -> leaving.merge(name, 1, Integer::sum));
        CompletableFuture<T> future;
        try {
            future = call.get();
        } catch (Throwable thrown) {
            hasLeft(name);
            throw thrown;
        }
        CompletableFuture<T> unused = future.whenComplete((value, thrown) -> hasLeft(name));
        return future;
    }

    private void hasLeft(String name) {
        locked(() -> {
            leaving.merge(name, -1, Integer::sum);
            return left.put(name, ++clock);
        });
    }

    /** A plugin closes the host, within its start or stop: then what it requires does not wait for it. */
    void closesHost(Module module) {
        locked(() -> life(module).closesHost = true);
    }

    /** From now on all may go. */
    void closing() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** The moment before a call. */
    long now() {
        return locked(() -> ++clock);
    }

    // What callers see

    /** A caller gets a plugin whose start has returned, and that was not gone before the call. */
    void assertWhole(String name, ImportedModule imported, long asked) {
        assertEquals(name, imported.name());
        Module module;
        try {
            module = imported.module();
        } catch (IllegalStateException e) {
            if (!closing && !locked(() -> mayGo(name, asked))) {
                throw new AssertionError(name + " went away by itself", e);
            }
            return;
        }
        assertSeen(module, asked);
    }

    /** As {@link #assertWhole}, of the module itself. */
    void assertSeen(Module module, long asked) {
        locked(() -> {
            Life life = lives.get(module);
            if (life == null || life.started == 0) {
                throw new AssertionError(module + " was seen before its start had come to its end");
            }
            if (life.stopped > 0 && life.stopped < asked) {
                throw new AssertionError(module + " was seen by who asked for it after its stop");
            }
            return null;
        });
    }

    /** Whether somebody has a plugin, or what it requires, unloaded now or had since; under the lock. */
    private boolean mayGo(String name, long since) {
        return graph.closureOf(name).stream()
                .anyMatch(each -> leaving.getOrDefault(each, 0) > 0 || left.getOrDefault(each, 0L) >= since);
    }

    void assertNothingWrong() {
        assertEquals(List.of(), List.copyOf(wrongs));
    }

    private void wrong(String what) {
        wrongs.add(what);
    }

    /** How many starts have come to their end. */
    int starts() {
        return locked(() -> starts);
    }

    /** Whatever has started is stopped in the end, what came too late included, and what it has opened is closed. */
    void assertAllStopped() throws InterruptedException {
        long patience = HostFixture.PATIENCE.toNanos();
        lock.lock();
        try {
            while ((!stillRunning().isEmpty() || resources > 0) && patience > 0) {
                patience = changed.awaitNanos(patience);
            }
            assertEquals(List.of(), stillRunning(), "started and not stopped");
            assertEquals(0, resources, "opened and not closed");
        } finally {
            lock.unlock();
        }
        assertNothingWrong();
    }

    private List<String> stillRunning() {
        List<String> names = new ArrayList<>();
        running.forEach((name, times) -> {
            if (times > 0) {
                names.add(name);
            }
        });
        return names;
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
