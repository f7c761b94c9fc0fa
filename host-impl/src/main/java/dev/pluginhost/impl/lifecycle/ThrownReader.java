package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.PluginException;
import dev.pluginhost.spi.Printable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a throwable, whose methods may be a plugin's: they may hang, throw, lie, or return a gigabyte. A throwable that runs code of
 * {@code java.base} or of the host alone is read by the caller. Any other is read by a thread of its own, for which the caller waits
 * two seconds at most; then the copy has what has been read by then. At most four threads read throwables of one class loader; while
 * all of them hang, further throwables of that loader are known by their class alone. One object reads one throwable.
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
            DaemonThreads.plain("pluginhost-text-", ClassLoader.getSystemClassLoader());

    /** What has been read of one throwable; written by the thread that reads, and read by the caller. */
    private static final class Part {
        final String type;
        volatile @Nullable String text;
        volatile StackTraceElement[] frames = NO_FRAMES;
        volatile @Nullable Part cause;

        /** Whether its text says that a class file cannot be read, which the exceptions around it do not say. */
        volatile boolean unreadable;

        final List<Part> suppressed = new CopyOnWriteArrayList<>();

        Part(Throwable of) {
            type = of.getClass().getName();
        }
    }

    private final Throwable thrown;
    private final Part whole;
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Semaphore done = new Semaphore(0);
    private final long end = System.nanoTime() + TIMEOUT_NANOS;

    private ThrownReader(Throwable thrown) {
        this.thrown = thrown;
        this.whole = new Part(thrown);
    }

    static ThrownCopy copy(Throwable thrown) {
        ThrownReader reader = new ThrownReader(thrown);
        Throwable foreign = reader.firstForeign(thrown);
        reader.seen.clear();
        if (foreign == null) {
            reader.read(thrown, reader.whole);
        } else {
            reader.readOnThread(foreign.getClass().getClassLoader());
        }
        return copy(reader.whole);
    }

    /** Whether the text of a throwable, which may ask its causes, calls no code of a plugin. */
    static boolean isTrusted(Throwable thrown) {
        return new ThrownReader(thrown).firstForeign(thrown) == null;
    }

    /** Whether the methods of a throwable are the host's or of {@code java.base}; other modules may call what they were given. */
    static boolean isKnown(Throwable thrown) {
        Class<?> type = thrown.getClass();
        Module module = type.getModule();
        return module == Object.class.getModule()
                || ((module == ThrownReader.class.getModule() || module == PluginException.class.getModule())
                        && type.getName().startsWith("dev.pluginhost."));
    }

    /** The first throwable, of this one, its causes and those suppressed, that may run code of a plugin; null if there is none. */
    private @Nullable Throwable firstForeign(Throwable each) {
        if (!isKnown(each) || seen.size() > MAX_THROWABLES) {
            return each;
        }
        if (!seen.add(each)) {
            return null;
        }
        Throwable cause = each.getCause();
        Throwable foreign = cause == null ? null : firstForeign(cause);
        for (Throwable suppressed : each.getSuppressed()) {
            foreign = foreign == null ? firstForeign(suppressed) : foreign;
        }
        return foreign;
    }

    // Threads

    private void readOnThread(@Nullable ClassLoader loader) {
        Semaphore permits = PERMITS.computeIfAbsent(loader, absent -> new Semaphore(MAX_THREADS));
        if (!acquire(permits)) {
            whole.text = whole.type + " (its text is not read: others of its class loader hang)";
            return;
        }
        try {
            Thread thread = THREADS.newThread(() -> {
                try {
                    read(thrown, whole);
                } finally {
                    permits.release();
                    if (permits.availablePermits() == MAX_THREADS) {
                        PERMITS.remove(loader, permits);
                    }
                    done.release();
                }
            });
            thread.setContextClassLoader(thrown.getClass().getClassLoader());
            thread.start();
        } catch (OutOfMemoryError e) { // no thread can be started
            permits.release();
            whole.text = whole.type + " (its text cannot be read: no thread can be started)";
            return;
        }
        boolean unused = acquire(done);
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

    private void read(Throwable each, Part part) {
        seen.add(each);
        part.text = text(each, part.type);
        part.frames = frames(each);
        Throwable cause = cause(each);
        for (Throwable suppressed : each.getSuppressed()) { // final
            if (seen.size() < MAX_THROWABLES && !seen.contains(suppressed)) {
                Part further = new Part(suppressed);
                part.suppressed.add(further);
                read(suppressed, further);
            }
        }
        if (cause != null) {
            part.unreadable = cause instanceof IOException
                    && (each instanceof ClassNotFoundException || each instanceof NoClassDefFoundError);
            Part next = new Part(cause);
            part.cause = next;
            if (seen.contains(cause)) {
                next.text = "[circular: " + next.type + "]";
            } else if (seen.size() >= MAX_THROWABLES) {
                next.text = "[further causes are left out]";
            } else {
                read(cause, next);
            }
        }
    }

    private static String text(Throwable each, String type) {
        try {
            String conflict = JvmMessages.loaderConflict(each);
            String text = conflict == null ? each.toString() : type + ": " + conflict + " (" + each.getMessage() + ")";
            return text == null ? type : text;
        } catch (Throwable again) { // from a method that a plugin has overridden
            return type + " (whose message cannot be read)";
        }
    }

    private static StackTraceElement[] frames(Throwable each) {
        try {
            return Arrays.stream(each.getStackTrace())
                    .limit(MAX_FRAMES)
                    .filter(Objects::nonNull)
                    .toArray(StackTraceElement[]::new);
        } catch (Throwable again) { // likewise, or there is no array
            return NO_FRAMES;
        }
    }

    private static @Nullable Throwable cause(Throwable each) {
        try {
            return each.getCause();
        } catch (Throwable again) { // likewise
            return null;
        }
    }

    // The copy

    private static ThrownCopy copy(Part part) {
        Part cause = part.cause;
        List<ThrownCopy> suppressed =
                part.suppressed.stream().map(ThrownReader::copy).toList();
        String text = part.text;
        if (text == null) {
            text = part.type + " (its text cannot be read: its methods do not return in time)";
        }
        String unreadable = unreadable(part);
        if (unreadable != null && !text.contains(unreadable)) {
            text += " (" + unreadable + ")";
        }
        return new ThrownCopy(text, part.frames, cause == null ? null : copy(cause), suppressed, unreadable);
    }

    /** A class that cannot be read looks like a missing one; the exception that says so is a cause below. */
    private static @Nullable String unreadable(Part top) {
        for (Part part = top; part != null; part = part.cause) {
            String text = part.text;
            if (part.unreadable && text != null) {
                String type = part.type + ": ";
                return Printable.text(text.startsWith(type) ? text.substring(type.length()) : text);
            }
        }
        return null;
    }
}
