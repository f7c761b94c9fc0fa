package dev.pluginhost.impl.deploy;

import dev.pluginhost.PluginException;
import dev.pluginhost.RefreshReport;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.imports.Asker;
import dev.pluginhost.impl.imports.HostWork;
import dev.pluginhost.impl.imports.Imports;
import dev.pluginhost.impl.layer.ArtifactOpener;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.registry.Registry;
import java.lang.module.Configuration;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does reloads, and whatever else brings in what has changed on disk, one after another on a daemon thread of its own, which ends
 * when idle. Safe for use by any thread.
 */
public final class Reloads {

    private static final int IDLE_SECONDS = 1;

    private final Installed installed;
    private final Imports imports;
    private final Registry registry;
    private final ArtifactOpener opener;
    private final Configuration application;
    private final LongSupplier nanoClock;
    private final ThreadPoolExecutor thread;

    /**
     * Shared while a plugin is marked as leaving because it is to be unloaded; held alone for the moment in which a reload announces that
     * it marks plugins. So each unloading is wholly before a reload or wholly after it.
     */
    private final ReentrantReadWriteLock unloading = new ReentrantReadWriteLock();

    private final ReentrantLock order = new ReentrantLock();

    /** Whether a reload has plugins leave and come back; guarded by the lock. */
    private boolean moving;

    /** What waits for that; guarded by the lock. */
    private final List<CompletableFuture<Void>> turns = new ArrayList<>();

    /** What was asked for and is not over, what waits among it in the order in which it was asked for. Guarded by the lock. */
    private final Set<Task> tasks = new HashSet<>();

    private final Deque<Task> waiting = new ArrayDeque<>();

    /** Those without an answer; whoever takes one out answers it. */
    private final Set<Answer> pending = ConcurrentHashMap.newKeySet();

    /** Of what is installed and what is imported of it. */
    public Reloads(
            Installed installed,
            Imports imports,
            Registry registry,
            ArtifactOpener opener,
            Configuration application,
            ClassLoader contextLoader,
            LongSupplier nanoClock) {
        this.installed = installed;
        this.imports = imports;
        this.registry = registry;
        this.opener = opener;
        this.application = application;
        this.nanoClock = nanoClock;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.plain("pluginhost-reload-", contextLoader));
        thread.allowCoreThreadTimeOut(true);
    }

    /** Reloads a plugin; the future is the caller's own. */
    public CompletableFuture<ReloadReport> reload(String name, Asker asker) {
        long began = nanoClock.getAsLong();
        CompletableFuture<ReloadReport> answer = imports.guarded(
                name, "Waiting for the future of reload(\"" + name + "\")", "go on with thenAccept and the like there");
        Answer owed = new Answer(answer);
        pending.add(owed);
        enqueue(
                () -> {
                    read();
                    PluginGraph now = installed.get();
                    if (now.find(name) == null && registry.find(name) == null) {
                        now.obstacle(name, asker.description()).ifPresent(obstacle -> {
                            throw Imports.refusal(obstacle, name);
                        });
                    }
                    Reload.Done done = reload(now, List.of(name), Set.of(), asker);
                    CompletableFuture<ReloadReport> unused = allOf(done.unloaded())
                            .thenApply(unloaded -> new ReloadReport(
                                    done.plugins(), unloaded, Duration.ofNanos(nanoClock.getAsLong() - began)))
                            .whenComplete((report, thrown) -> finish(owed, () -> Imports.pass(report, thrown, answer)));
                },
                thrown -> finish(owed, () -> answer.completeExceptionally(thrown)));
        return answer;
    }

    /** Reads the sources again, on the thread for that, which tells if it hangs. */
    RefreshReport read() {
        RefreshReport report = settled(imports.onHostThread(installed.refreshing(), "Reading the sources", ""));
        PluginGraph graph = installed.graph();
        imports.forget(name -> graph != null && graph.find(name) != null);
        return report;
    }

    /**
     * Has something done that may hang, such as looking at files, on a thread for that.
     *
     * @throws PluginException that it fails with, or {@link dev.pluginhost.ImportTimeoutException} if it takes too long
     */
    <T> T onCheckThread(HostWork<T> work, String what) {
        return settled(imports.onCheckThread(work, what, ""));
    }

    private static <T> T settled(CompletableFuture<T> future) {
        try {
            return Imports.settled(future);
        } catch (CompletionException e) {
            if (e.getCause() instanceof PluginException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Reloads plugins, some of which are not to come back. */
    Reload.Done reload(PluginGraph now, Collection<String> names, Set<String> away, Asker asker) {
        return new Reload(installed, imports, registry, this, opener, application, asker).run(now, names, away);
    }

    /**
     * To be called by a reload before it marks what is to leave, and followed by {@link #moved}: what is to be unloaded from here on
     * waits. Before this a reload only reads and checks, which may take long, and changes nothing that runs.
     */
    void moving() {
        unloading.writeLock().lock();
        try {
            order.lock();
            try {
                moving = true;
            } finally {
                order.unlock();
            }
        } finally {
            unloading.writeLock().unlock();
        }
    }

    /** What runs is whole again. */
    void moved() {
        List<CompletableFuture<Void>> next;
        order.lock();
        try {
            moving = false;
            next = List.copyOf(turns);
            turns.clear();
        } finally {
            order.unlock();
        }
        next.forEach(turn -> turn.complete(null));
    }

    static CompletableFuture<List<UnloadReport.Plugin>> allOf(
            List<CompletableFuture<List<UnloadReport.Plugin>>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    // One may be told of by several; but one that went twice may have gone alike.
                    Set<UnloadReport.Plugin> seen = Collections.newSetFromMap(new IdentityHashMap<>());
                    return parts.stream()
                            .flatMap(part -> part.join().stream())
                            .filter(seen::add)
                            .toList();
                });
    }

    /** What may fail. */
    interface Failed {
        void with(Throwable thrown);
    }

    /** Known by its identity. */
    private static final class Answer {
        final CompletableFuture<ReloadReport> future;

        Answer(CompletableFuture<ReloadReport> future) {
            this.future = future;
        }
    }

    /** Known by its identity. */
    private static final class Task {
        final Runnable work;
        final Failed failed;

        Task(Runnable work, Failed failed) {
            this.work = work;
            this.failed = failed;
        }
    }

    /** Has something done when all that was asked for before is over. */
    void enqueue(Runnable work, Failed failed) {
        enqueue(new Task(work, failed));
    }

    private void enqueue(Task task) {
        order.lock();
        try {
            tasks.add(task);
            waiting.add(task);
        } finally {
            order.unlock();
        }
        try {
            thread.execute(this::runNext);
        } catch (RejectedExecutionException e) {
            end(task, Imports.closed(""));
        } catch (OutOfMemoryError e) {
            end(task, Imports.noThread("", "what waits for a reload", e));
        } catch (Throwable thrown) { // whoever waits must hear of it
            end(task, thrown);
        }
    }

    private void runNext() {
        Task task = poll();
        if (task == null) {
            return; // it has been ended
        }
        try {
            task.work.run();
            end(task, null);
        } catch (Throwable thrown) { // whoever waits must hear of it
            end(task, thrown);
        }
    }

    private @Nullable Task poll() {
        order.lock();
        try {
            return waiting.poll();
        } finally {
            order.unlock();
        }
    }

    private void end(Task task, @Nullable Throwable failure) {
        order.lock();
        try {
            waiting.remove(task);
            if (!tasks.remove(task)) {
                return;
            }
        } finally {
            order.unlock();
        }
        if (failure != null) {
            task.failed.with(failure);
        }
    }

    private void finish(Answer owed, Runnable completion) {
        if (pending.remove(owed)) {
            imports.deliver(completion);
        }
    }

    /**
     * What comes of something that is to be done when no reload moves anything: at once if none does, else on the
     * thread of the reloads. It must not wait.
     */
    public <T> CompletableFuture<T> afterwards(
            String module, String call, String instead, Supplier<CompletableFuture<T>> work) {
        while (!unloading
                .readLock()
                .tryLock()) { // which does not queue behind a reload that waits; it holds the lock for a moment
            Thread.onSpinWait();
        }
        try {
            if (!isMoving()) {
                return work.get();
            }
        } finally {
            unloading.readLock().unlock();
        }
        CompletableFuture<Void> turn = new CompletableFuture<>();
        CompletableFuture<T> answer = imports.whenOver(turn, module, call, instead, work);
        if (!enqueue(turn)) {
            turn.complete(null);
        }
        return answer;
    }

    private boolean isMoving() {
        order.lock();
        try {
            return moving;
        } finally {
            order.unlock();
        }
    }

    /** False if nothing moves any more. */
    private boolean enqueue(CompletableFuture<Void> turn) {
        order.lock();
        try {
            return moving && turns.add(turn);
        } finally {
            order.unlock();
        }
    }

    /** Begins nothing more, and answers what has no answer; what is under way ends with the imports. */
    public void close() {
        thread.shutdown();
        thread.getQueue().clear();
        unended().forEach(task -> end(task, Imports.closed("")));
        waiting().forEach(turn -> turn.completeExceptionally(Imports.closed("")));
        pending.forEach(owed -> finish(owed, () -> owed.future.completeExceptionally(Imports.closed(""))));
    }

    private List<Task> unended() {
        order.lock();
        try {
            return List.copyOf(tasks);
        } finally {
            order.unlock();
        }
    }

    private List<CompletableFuture<Void>> waiting() {
        order.lock();
        try {
            return List.copyOf(turns);
        } finally {
            order.unlock();
        }
    }
}
