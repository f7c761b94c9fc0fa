package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
        Looking looking = new Looking(look, suspect, seen);
        @Nullable Holder problem = run(looking, suspect);
        List<Holder> found = new ArrayList<>(seen);
        if (problem != null) {
            found.add(problem);
        }
        return found;
    }

    private @Nullable Holder run(Looking looking, Suspect suspect) {
        Thread thread = THREADS.newThread(looking);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // there is no thread for it
            return failed(Thrown.copy(e), suspect);
        }
        if (!await(looking)) {
            late = new WeakReference<>(thread);
            return hangs(thread);
        }
        ThrownCopy failure = looking.failure;
        return failure == null ? null : failed(failure, suspect);
    }

    /** A look under way. What it throws, such as an error of a driver's, becomes text where it is caught. */
    private static final class Looking implements Runnable {
        private final Supplier<Look> look;
        private final Suspect suspect;
        private final Queue<Holder> seen;
        private final CountDownLatch done = new CountDownLatch(1);

        /** Written once, by the thread that looks, before it is done. */
        private volatile @Nullable ThrownCopy failure;

        Looking(Supplier<Look> look, Suspect suspect, Queue<Holder> seen) {
            this.look = look;
            this.suspect = suspect;
            this.seen = seen;
        }

        @Override
        public void run() {
            try {
                look.get().at(suspect, seen::add);
            } catch (Throwable thrown) { // of the application's or of a plugin's making
                failure = Thrown.copy(thrown);
            } finally {
                done.countDown();
            }
        }
    }

    /** Is not cut short by an interrupt. False if the look has not come to its end in time. */
    private boolean await(Looking looking) {
        long end = System.nanoTime() + bound.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return looking.done.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
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

    private Holder failed(ThrownCopy reason, Suspect suspect) {
        String what = name + " cannot be looked through: " + reason;
        Thrown.warnSoon("What holds unloaded plugin " + suspect.plugin() + " cannot be told in full: " + what, reason);
        return new Holder(Holder.Kind.UNKNOWN, what, List.of());
    }
}
