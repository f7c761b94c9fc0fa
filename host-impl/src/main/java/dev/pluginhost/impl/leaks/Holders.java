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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Searches for what holds an unloaded plugin, with one probe for each kind of holder. For one thread at a time. Keeps no plugin
 * alive, except by a probe that hangs.
 */
final class Holders {

    private final boolean open;
    private final List<BoundedProbe> probes;

    /**
     * All probes. They are lambdas, as a method reference would link a class that needs a module which the application may lack.
     *
     * @param open whether {@code java.lang} may be read
     */
    Holders(boolean open) {
        this(open, all(new ThreadProbes(open)));
    }

    Holders(boolean open, List<BoundedProbe> probes) {
        this.open = open;
        this.probes = probes;
    }

    @SuppressWarnings("UnnecessaryMethodReference") // see above
    private static List<BoundedProbe> all(ThreadProbes threads) {
        return List.of(
                new BoundedProbe("live threads", null, threads::threads),
                new BoundedProbe("shutdown hooks", null, threads::shutdownHooks),
                new BoundedProbe("thread-locals", null, threads::threadLocals),
                new BoundedProbe("JDBC drivers", "java.sql", (target, found) -> JdbcDrivers.search(target, found)),
                new BoundedProbe(
                        "MBeans", "java.management", (target, found) -> ModuleProbes.MBeans.search(target, found)),
                new BoundedProbe(
                        "loggers", "java.logging", (target, found) -> ModuleProbes.LogHandlers.search(target, found)),
                new BoundedProbe("settings of the process", null, ProcessSettings::search));
    }

    /** What is seen to hold the plugin; of kind UNKNOWN, the probes that failed or timed out. */
    List<Holder> of(Target target) {
        List<Holder> found = new ArrayList<>();
        for (BoundedProbe probe : probes) {
            found.addAll(probe.search(target));
        }
        return found;
    }

    /** What to report if no holder is seen. */
    Holder unknown() {
        return new Holder(
                Holder.Kind.UNKNOWN,
                "nothing that can be seen; it may be a soft reference, as in caches of Groovy, Spring and Jackson, which the"
                        + " collector clears when memory is short (immediately with -XX:SoftRefLRUPolicyMSPerMB=0), a ClassValue,"
                        + " a java.lang.ref.Cleaner, a factory of java.net.URL, sun.awt.AppContext (let the application use AWT"
                        + " before), or a plugin that it required and that is still imported; "
                        + (open
                                ? ""
                                : "start the JVM with " + ThreadProbes.OPENING
                                        + " to have thread-locals and shutdown hooks searched; ")
                        + "testkit-leaks shows the path in a test; or take a heap dump (jcmd PID GC.heap_dump FILE) and follow"
                        + " the class loader of that name to a root",
                List.of());
    }

    /**
     * A probe that runs on a thread of its own and times out: it may call code of the application or of a plugin that hangs, such as
     * the static initialiser of a driver. While one run hangs, the probe is not run again.
     */
    static final class BoundedProbe {

        /** A search takes milliseconds, or more where there are very many threads or MBeans. */
        private static final Duration TIMEOUT = Duration.ofSeconds(5);

        private static final DaemonThreads THREADS =
                DaemonThreads.plain("pluginhost-probe-", ClassLoader.getSystemClassLoader());

        private final String name;
        private final @Nullable String module;
        private final Probe probe;
        private final Duration timeout;

        /** The thread that has timed out. Weak, as an ended thread may still refer to what it ran. For the searching thread. */
        private WeakReference<@Nullable Thread> late = new WeakReference<>(null);

        BoundedProbe(String name, @Nullable String module, Probe probe) {
            this(name, module, probe, TIMEOUT);
        }

        /**
         * A probe.
         *
         * @param name what is searched, in the plural
         * @param module the JDK module that the probe needs, if the application may lack it
         */
        BoundedProbe(String name, @Nullable String module, Probe probe, Duration timeout) {
            this.name = name;
            this.module = module;
            this.probe = probe;
            this.timeout = timeout;
        }

        List<Holder> search(Target target) {
            if (module != null && !hasModule(module)) {
                return List.of();
            }
            Thread hanging = late.get();
            if (hanging != null && hanging.isAlive()) {
                return List.of(hangs(hanging));
            }
            Queue<Holder> seen = new ConcurrentLinkedQueue<>();
            CountDownLatch done = new CountDownLatch(1);
            Thread thread = THREADS.newThread(() -> {
                try {
                    probe.search(target, seen::add);
                } catch (Throwable thrown) { // code of the application or of a plugin may throw anything
                    seen.add(failed(thrown, target));
                } finally {
                    done.countDown();
                }
            });
            boolean inTime;
            try {
                thread.start();
                inTime = done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (OutOfMemoryError e) { // no thread can be started
                return List.of(failed(e, target));
            } catch (InterruptedException e) { // nothing interrupts the thread that collects
                inTime = false;
            }
            List<Holder> found = new ArrayList<>(seen);
            if (!inTime) {
                late = new WeakReference<>(thread);
                found.add(hangs(thread));
            }
            return found;
        }

        /**
         * An error of the probe does not tell that a module is missing: a driver whose static initialiser has failed gives the same.
         */
        private static boolean hasModule(String name) {
            return ModuleLayer.boot()
                    .findModule(name)
                    .filter(Holders.class.getModule()::canRead)
                    .isPresent();
        }

        private Holder hangs(Thread thread) {
            return new Holder(
                    Holder.Kind.UNKNOWN,
                    name + " cannot be searched: thread \"" + thread.getName() + "\" has not returned within "
                            + timeout.toMillis() + " ms; its stack shows what it waits for",
                    Stream.of(thread.getStackTrace())
                            .map(StackTraceElement::toString)
                            .toList());
        }

        private Holder failed(Throwable thrown, Target target) {
            ThrownCopy copy = Thrown.copy(thrown);
            String what = name + " cannot be searched: " + copy;
            Thrown.warnSoon(
                    "Not everything that holds unloaded plugin " + target.plugin() + " is known: " + what, copy);
            return new Holder(Holder.Kind.UNKNOWN, what, List.of());
        }
    }
}
