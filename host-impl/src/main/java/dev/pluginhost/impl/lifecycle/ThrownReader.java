package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.spi.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads a throwable, whose methods may be a plugin's: they may hang, throw, lie, or return a gigabyte. A throwable that runs code of
 * {@code java.base} or of the host alone is read by the caller. Any other is read by a thread of its own, and so are its causes. The caller
 * waits two seconds at most for all of them. What is not read by then is known by its class. At most four threads read throwables of one class
 * loader. While all of them hang, further ones are known by their class alone. One object reads one throwable with its causes.
 */
final class ThrownReader {

    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MAX_THROWABLES = 32;
    private static final int MAX_FRAMES = 200;
    private static final int MAX_THREADS = 4;
    private static final StackTraceElement[] NO_FRAMES = {};

    /** The permits for reading throwables of a loader, while any are read. By identity, as a plugin may have overridden equals. */
    private static final Map<@Nullable ClassLoader, Semaphore> PERMITS =
            Collections.synchronizedMap(new IdentityHashMap<>());

    private static final DaemonThreads THREADS =
            new DaemonThreads("pluginhost-text-", ClassLoader.getSystemClassLoader());

    /** What its methods have returned. */
    private record Answers(
            String text,
            List<StackTraceElement> frames,
            @Nullable Throwable cause,
            List<Throwable> suppressed) {

        static Answers none(Throwable of, String why) {
            return new Answers(of.getClass().getName() + why, List.of(), null, List.of());
        }
    }

    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final long end = System.nanoTime() + TIMEOUT_NANOS;

    private ThrownReader() {}

    static ThrownCopy copy(Throwable thrown) {
        return new ThrownReader().copied(thrown);
    }

    private ThrownCopy copied(Throwable each) {
        seen.add(each);
        Throwable foreign = firstForeign(each, Collections.newSetFromMap(new IdentityHashMap<>()));
        Answers answers = foreign == null
                ? read(each)
                : readOnThread(each, foreign.getClass().getClassLoader());
        Throwable causeOf = answers.cause;
        ThrownCopy cause = null;
        if (causeOf != null) {
            String circular = "[circular: " + causeOf.getClass().getName() + "]";
            cause = seen.contains(causeOf)
                    ? bare(circular)
                    : isFull() ? bare("[further causes are left out]") : copied(causeOf);
        }
        List<ThrownCopy> suppressed = new ArrayList<>();
        for (Throwable further : answers.suppressed) {
            if (!isFull() && !seen.contains(further)) {
                suppressed.add(copied(further));
            }
        }
        String text = answers.text;
        String unreadable = cause == null ? null : cause.unreadable();
        if (causeOf instanceof IOException
                && (each instanceof ClassNotFoundException || each instanceof NoClassDefFoundError)) {
            String type = each.getClass().getName() + ": "; // a class that cannot be read looks like a missing one
            unreadable = Printable.text(text.startsWith(type) ? text.substring(type.length()) : text);
        }
        if (unreadable != null && !text.contains(unreadable)) {
            text += " (" + unreadable + ")";
        }
        return new ThrownCopy(text, answers.frames.toArray(NO_FRAMES), cause, suppressed, unreadable);
    }

    private boolean isFull() {
        return seen.size() >= MAX_THROWABLES;
    }

    private static ThrownCopy bare(String text) {
        return new ThrownCopy(text, NO_FRAMES, null, List.of(), null);
    }

    /** Whether the text of a throwable, which may ask its causes, calls no code of a plugin. */
    static boolean isTrusted(Throwable thrown) {
        return firstForeign(thrown, Collections.newSetFromMap(new IdentityHashMap<>())) == null;
    }

    /** Whether the methods of a throwable are the host's or of {@code java.base}; other modules may call what they were given. */
    static boolean isKnown(Throwable thrown) {
        Class<?> type = thrown.getClass();
        return type.getModule() == Object.class.getModule() || ForeignFrame.isHosts(type);
    }

    /** The first throwable, of this one, its causes and those suppressed, that may run code of a plugin; null if there is none. */
    private static @Nullable Throwable firstForeign(Throwable each, Set<Throwable> seen) {
        if (!isKnown(each) || seen.size() > MAX_THROWABLES) {
            return each;
        }
        if (!seen.add(each)) {
            return null;
        }
        Throwable cause = each.getCause();
        Throwable foreign = cause == null ? null : firstForeign(cause, seen);
        for (Throwable suppressed : each.getSuppressed()) {
            foreign = foreign == null ? firstForeign(suppressed, seen) : foreign;
        }
        return foreign;
    }

    // Threads

    private Answers readOnThread(Throwable each, @Nullable ClassLoader loader) {
        Semaphore permits = PERMITS.computeIfAbsent(loader, absent -> new Semaphore(MAX_THREADS));
        if (!acquire(permits)) {
            return Answers.none(each, " (its text is not read: others of its class loader hang)");
        }
        AtomicReference<@Nullable Answers> answers = new AtomicReference<>();
        Semaphore done = new Semaphore(0);
        try {
            Thread thread = THREADS.newThread(() -> {
                try {
                    answers.set(read(each));
                } finally {
                    release(loader, permits);
                    done.release();
                }
            });
            thread.setContextClassLoader(each.getClass().getClassLoader());
            thread.start();
        } catch (OutOfMemoryError e) { // no thread can be started
            release(loader, permits);
            return Answers.none(each, " (its text cannot be read: no thread can be started)");
        }
        boolean unused = acquire(done);
        Answers read = answers.get();
        return read != null
                ? read
                : Answers.none(each, " (its text cannot be read: its methods do not return in time)");
    }

    /** The map keeps no loader of which nothing is read. */
    private static void release(@Nullable ClassLoader loader, Semaphore permits) {
        permits.release();
        if (permits.availablePermits() == MAX_THREADS) {
            PERMITS.remove(loader, permits);
        }
    }

    /** Waits until the end of the timeout; an interrupt is kept for later. */
    private boolean acquire(Semaphore semaphore) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return semaphore.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
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

    // Reading

    private static Answers read(Throwable each) {
        return new Answers(text(each), frames(each), cause(each), List.of(each.getSuppressed()));
    }

    private static String text(Throwable each) {
        String type = each.getClass().getName();
        try {
            String conflict = JvmMessages.loaderConflict(each);
            String text = conflict == null ? each.toString() : type + ": " + conflict + " (" + each.getMessage() + ")";
            return text == null ? type : text;
        } catch (Throwable again) { // from a method that a plugin has overridden
            return type + " (whose message cannot be read)";
        }
    }

    private static List<StackTraceElement> frames(Throwable each) {
        try {
            return Arrays.stream(each.getStackTrace())
                    .limit(MAX_FRAMES)
                    .filter(Objects::nonNull)
                    .toList();
        } catch (Throwable again) { // likewise, or there is no array
            return List.of();
        }
    }

    private static @Nullable Throwable cause(Throwable each) {
        try {
            return each.getCause();
        } catch (Throwable again) { // likewise
            return null;
        }
    }
}
