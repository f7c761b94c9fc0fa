package dev.pluginhost.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the code of a plugin communicate with its test, although they share only classes of the JDK.
 *
 * <p>{@link PluginSource#probe(Probe)} adds a class {@code Probe} to the packages of a fixture. There a plugin calls
 *
 * <ul>
 *   <li>{@code Probe.say(text)}: recorded, with the thread;
 *   <li>{@code Probe.reach(point)}: recorded likewise; then throws, if the test has called {@link #failAt};
 *   <li>{@code Probe.await(latch)}: waits for the test to {@linkplain #release release} it; throws
 *       {@link InterruptedException};
 *   <li>{@code Probe.awaitUninterruptibly(latch)}: waits likewise, and ignores interrupts;
 *   <li>{@code Probe.hand(name, value)}: leaves an object for the test.
 * </ul>
 *
 * <pre>{@code
 * try (Probe probe = new Probe()) {
 *     PluginSource.plugin("acme.slow").onStart("Probe.await(\"go\"); Probe.say(\"ready\");").probe(probe).jar(plugins);
 *     CompletableFuture<?> slow = host.importModuleAsync("acme.slow");
 *     probe.awaitReached("go");
 *     probe.release("go");
 *     probe.awaitReached("ready");
 * }
 * }</pre>
 *
 * <p>Texts, points and latches are one set of names, and each is counted. Both sides meet in a JDK function
 * in {@link System#getProperties()} under a key of this probe. The probe holds nothing of the plugin but the objects that
 * the plugin hands over. Thread-safe.
 */
public final class Probe implements AutoCloseable {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);
    private static final AtomicLong SERIAL = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> said = new ArrayList<>();
    private final Map<String, List<String>> threads = new LinkedHashMap<>();
    private final Map<String, Integer> held = new HashMap<>();
    private final Set<String> released = new HashSet<>();
    private final Map<String, Supplier<? extends Throwable>> failures = new HashMap<>();
    private final Map<String, Object> handed = new HashMap<>();
    private final Duration timeout;
    private final String key;
    private boolean closed;

    /** Opens a probe whose waits end after 20 seconds. */
    public Probe() {
        this(DEFAULT_TIMEOUT);
    }

    /**
     * Opens a probe.
     *
     * @param timeout how long the test waits for the plugin before it fails; a plugin waits for the test without a timeout
     */
    public Probe(Duration timeout) {
        this.timeout = timeout;
        this.key = install(this::hear);
    }

    /**
     * The texts and points of the plugins.
     *
     * @return the texts and points in order; a copy
     */
    public List<String> said() {
        return locked(() -> List.copyOf(said));
    }

    /**
     * How often something was said, reached or waited at.
     *
     * @param what a text, point or latch
     * @return how often; 0 if never
     */
    public int count(String what) {
        return threadsOf(what).size();
    }

    /**
     * The threads on which something was said, reached or waited at.
     *
     * @param what a text, point or latch
     * @return the names of the threads in order, one per time; a copy
     */
    public List<String> threadsOf(String what) {
        return locked(() -> List.copyOf(threads.getOrDefault(what, List.of())));
    }

    /**
     * Waits until something has been said, reached or waited at.
     *
     * @param what a text, point or latch
     * @throws AssertionError if that does not happen in time; the message lists what has happened
     */
    public void awaitReached(String what) {
        awaitReached(what, 1);
    }

    /**
     * Waits until something has been said, reached or waited at a number of times.
     *
     * @param what a text, point or latch
     * @param times how often, at least
     * @throws AssertionError if that does not happen in time; the message lists what has happened
     */
    public void awaitReached(String what, int times) {
        awaitUntil(() -> arrivals(what) >= times, () -> describeMissing(what, times));
    }

    /**
     * Releases all threads that wait at a latch, now and later.
     *
     * @param latch the latch
     */
    public void release(String latch) {
        locked(() -> {
            changed.signalAll();
            return released.add(latch);
        });
    }

    /**
     * Where plugin code waits now.
     *
     * @return the latches, in alphabetical order; a copy
     */
    public List<String> held() {
        return locked(() -> List.copyOf(new TreeSet<>(held.keySet())));
    }

    /**
     * From now on, each plugin that reaches a point throws.
     *
     * @param point the point
     * @param failure makes the exception, checked or not; called each time, by the plugin's thread
     */
    public void failAt(String point, Supplier<? extends Throwable> failure) {
        locked(() -> failures.put(point, failure));
    }

    /**
     * From now on, plugins pass a point again.
     *
     * @param point the point
     */
    public void mend(String point) {
        locked(() -> failures.remove(point));
    }

    /**
     * Takes an object that a plugin has handed over, and waits for it if necessary. The probe forgets it.
     *
     * @param name the name that the plugin has given it
     * @param type its type
     * @param <T> its type
     * @return the object
     * @throws AssertionError if there is no such object in time, or it is something else
     */
    public <T> T take(String name, Class<T> type) {
        awaitUntil(() -> handed.containsKey(name), () -> describeMissing(name, 1));
        Object value = locked(() -> handed.remove(name));
        if (!type.isInstance(value)) {
            throw new AssertionError("'" + name + "' is " + (value == null ? "not there any more" : value.getClass())
                    + "; " + type + " was expected");
        }
        return type.cast(value);
    }

    /** Releases all waiting threads and forgets all objects from plugins. From now on, the calls of plugins do nothing. */
    @Override
    public void close() {
        System.getProperties().remove(key);
        locked(() -> {
            closed = true;
            handed.clear();
            failures.clear();
            changed.signalAll();
            return closed;
        });
    }

    /** The side of the plugin. */
    String source(String packageName) {
        return """
                package %s;

                final class Probe {

                    private Probe() {}

                    static void say(String text) {
                        tell("say", text, null);
                    }

                    static void reach(String point) {
                        tell("reach", point, null);
                    }

                    static void await(String latch) throws InterruptedException {
                        tell("await", latch, null);
                    }

                    static void awaitUninterruptibly(String latch) {
                        tell("awaitUninterruptibly", latch, null);
                    }

                    static void hand(String name, Object value) {
                        tell("hand", name, value);
                    }

                    @SuppressWarnings("unchecked")
                    private static void tell(String verb, String what, Object value) {
                        Object test = System.getProperties().get("%s");
                        if (test instanceof java.util.function.Function) {
                            ((java.util.function.Function<Object[], Object>) test).apply(new Object[] {verb, what, value});
                        }
                    }
                }
                """.formatted(packageName, key);
    }

    /** A second copy of this class, in a loader of its own, counts from 1 too. */
    private static String install(Function<Object[], @Nullable Object> line) {
        while (true) {
            String key = "dev.pluginhost.testkit.probe." + SERIAL.incrementAndGet();
            if (System.getProperties().putIfAbsent(key, line) == null) {
                return key;
            }
        }
    }

    private @Nullable Object hear(Object[] words) {
        String verb = (String) words[0];
        String what = (String) words[1];
        @Nullable Supplier<? extends Throwable> failure = null;
        lock.lock();
        try {
            if (closed) {
                return null;
            }
            if (verb.equals("hand")) {
                handed.put(what, words[2]);
            }
            if (verb.equals("say") || verb.equals("reach")) {
                said.add(what);
            }
            threads.computeIfAbsent(what, none -> new ArrayList<>())
                    .add(Thread.currentThread().getName());
            changed.signalAll();
            if (verb.startsWith("await")) {
                hold(what, verb.equals("await"));
            } else if (verb.equals("reach")) {
                failure = failures.get(what);
            }
        } finally {
            lock.unlock();
        }
        Throwable thrown = failure == null ? null : failure.get();
        if (thrown != null) {
            Probe.<RuntimeException>sneak(thrown);
        }
        return null;
    }

    private void hold(String latch, boolean interruptibly) {
        held.merge(latch, 1, Integer::sum);
        try {
            while (!closed && !released.contains(latch)) {
                if (interruptibly) {
                    changed.await();
                } else {
                    changed.awaitUninterruptibly();
                }
            }
        } catch (InterruptedException e) {
            Probe.<RuntimeException>sneak(e); // the plugin's side declares it
        } finally {
            held.computeIfPresent(latch, (name, count) -> count == 1 ? null : count - 1);
        }
    }

    private void awaitUntil(BooleanSupplier done, Supplier<String> message) {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (!done.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError(message.get());
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted; " + message.get(), e);
        } finally {
            lock.unlock();
        }
    }

    private int arrivals(String what) {
        return threads.getOrDefault(what, List.of()).size();
    }

    private String describeMissing(String what, int times) {
        StringBuilder text = new StringBuilder("'" + what + "' was reached " + arrivals(what) + " of " + times
                + " times within " + timeout.toMillis() + " ms; what was reached:");
        threads.forEach(
                (name, on) -> text.append("\n  ").append(name).append(" on ").append(String.join(", ", on)));
        return text.append(threads.isEmpty() ? " nothing" : "").toString();
    }

    private <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable throwable) throws T {
        throw (T) throwable;
    }
}
