package dev.pluginhost.impl.leaks;

import dev.pluginhost.Holder;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where something may hold a plugin. It is looked through on a thread of its own, which is waited for within a bound: what is
 * asked there may run code of the application or of a plugin that hangs, such as the static initialiser of a driver, and all
 * hosts' plugins wait for the one thread that asks. While one look hangs, no other is begun there, so neither threads nor
 * waits for them pile up.
 *
 * <p>For use by one thread at a time. Keeps no plugin alive, but for a thread that hangs.
 */
final class Place {

    /** Looking takes milliseconds; where there are very many threads or MBeans, longer. */
    private static final Duration BOUND = Duration.ofSeconds(5);

    private static final DaemonThreads THREADS =
            DaemonThreads.plain("pluginhost-look-", ClassLoader.getSystemClassLoader());

    private final String name;
    private final @Nullable String module;
    private final Supplier<Look> look;
    private final Duration bound;

    /** The thread that has not come back in time. Weak: one that has ended since may still know what it was made to run. */
    private volatile WeakReference<@Nullable Thread> late = new WeakReference<>(null);

    /**
     * A place.
     *
     * @param name what is looked through, in the plural
     * @param module the JDK module that it is about, if the application may be without it
     * @param look made when it is needed: without the module it does not even link. Hence a lambda: a reference to a
     *     constructor would link the class at once
     */
    Place(String name, @Nullable String module, Supplier<Look> look) {
        this(name, module, look, BOUND);
    }

    /** A place with another bound. */
    Place(String name, @Nullable String module, Supplier<Look> look, Duration bound) {
        this.name = name;
        this.module = module;
        this.look = look;
        this.bound = bound;
    }

    /**
     * Whether there can be anything. An error says nothing about that: a driver whose static initialiser has failed gives the
     * same one as a module that is missing.
     */
    private boolean isThere() {
        return module == null
                || ModuleLayer.boot()
                        .findModule(module)
                        .filter(Place.class.getModule()::canRead)
                        .isPresent();
    }

    /** What is seen to hold the plugin; of kind {@link Holder.Kind#UNKNOWN} that it cannot be told, and why. */
    List<Holder> look(Suspect suspect) {
        if (!isThere()) {
            return List.of();
        }
        Thread hanging = late.get();
        if (hanging != null && hanging.isAlive()) {
            return List.of(hangs(hanging));
        }
        Queue<Holder> seen = new ConcurrentLinkedQueue<>();
        FutureTask<@Nullable Void> task = new FutureTask<>(() -> look.get().at(suspect, seen::add), null);
        @Nullable Holder problem = run(task, suspect);
        List<Holder> found = new ArrayList<>(seen);
        if (problem != null) {
            found.add(problem);
        }
        return found;
    }

    private @Nullable Holder run(FutureTask<@Nullable Void> task, Suspect suspect) {
        Thread thread = THREADS.newThread(task);
        try {
            thread.start();
            await(task);
            return null;
        } catch (TimeoutException e) {
            late = new WeakReference<>(thread);
            return hangs(thread);
        } catch (ExecutionException e) { // the application's, such as a handler or a server of its own
            return failed(e.getCause() == null ? e : e.getCause(), suspect);
        } catch (OutOfMemoryError e) { // no thread to be had
            return failed(e, suspect);
        }
    }

    /** Is not cut short by an interrupt. */
    private void await(FutureTask<@Nullable Void> task) throws ExecutionException, TimeoutException {
        long end = System.nanoTime() + bound.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Holder hangs(Thread thread) {
        return new Holder(
                Holder.Kind.UNKNOWN,
                name + " cannot be looked through: thread \"" + thread.getName() + "\" has not come back within "
                        + bound.toMillis() + " ms; its stack says what it waits for",
                Stream.of(thread.getStackTrace())
                        .map(StackTraceElement::toString)
                        .toList());
    }

    private Holder failed(Throwable reason, Suspect suspect) {
        String what = name + " cannot be looked through: " + Thrown.text(reason);
        Thrown.warnSoon("What holds unloaded plugin " + suspect.plugin() + " cannot be told in full: " + what, reason);
        return new Holder(Holder.Kind.UNKNOWN, what, List.of());
    }
}
