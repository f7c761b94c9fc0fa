package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.PluginException;
import dev.pluginhost.spi.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads throwables, whose methods may be a plugin's: these may hang, throw, lie, or give a gigabyte. A throwable that only runs
 * code of {@code java.base} or of the host is read at once. Any other is read by a thread of its own, for which the caller waits
 * at most two seconds; then the copy has what has been read by then. Four threads at a time read throwables of one class loader,
 * further ones wait for their turn. A thread that hangs is left behind; once four do, what is thrown of that class loader is
 * known by its class alone. Safe for use by any thread.
 */
final class ThrownReader implements Runnable {

    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_THROWABLES = 32;
    private static final int MOST_FRAMES = 200;
    private static final int MOST_READERS = 4;

    /**
     * Those that read throwables of a loader now, on threads of their own. Guarded by its monitor. By identity: a plugin may have
     * overridden what its loaders are equal to.
     */
    private static final IdentityHashMap<@Nullable ClassLoader, List<ThrownReader>> READERS = new IdentityHashMap<>();

    private static final DaemonThreads THREADS =
            DaemonThreads.plain("pluginhost-text-", ClassLoader.getSystemClassLoader());

    private static final StackTraceElement[] NO_FRAMES = {};

    /** What has been read of one throwable; written by the thread that reads, read by the one that waits for it. */
    private static final class Part {
        final String type;
        volatile @Nullable String text;
        volatile StackTraceElement[] frames = NO_FRAMES;
        volatile @Nullable Part cause;

        /** Whether it says that a class file is there and cannot be read, which the exceptions that have it as a cause do not. */
        volatile boolean unreadable;

        final List<Part> suppressed = new CopyOnWriteArrayList<>();

        Part(Throwable of) {
            type = of.getClass().getName();
        }
    }

    private final Throwable thrown;
    private final Part whole;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final long end = System.nanoTime() + TIMEOUT_NANOS;

    /** Set before it is run, if what it reads calls no code of a plugin. */
    private boolean trusted;

    private ThrownReader(Throwable thrown) {
        this.thrown = thrown;
        this.whole = new Part(thrown);
    }

    static ThrownCopy copy(Throwable thrown) {
        ThrownReader reader = new ThrownReader(thrown);
        reader.trusted = reader.isTrusted(thrown);
        reader.seen.clear();
        if (reader.trusted) {
            reader.run();
        } else {
            reader.runApart();
        }
        return copy(reader.whole);
    }

    private static ThrownCopy copy(Part part) {
        Part cause = part.cause;
        List<ThrownCopy> suppressed = new ArrayList<>();
        part.suppressed.forEach(each -> suppressed.add(copy(each)));
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

    /** A class that cannot be read shows as one that is not there; the exception that knows better is a cause or two below. */
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

    /** Whether asking it for its text calls no code of a plugin, whichever of its causes it asks. */
    static boolean isTrustedWithCauses(Throwable thrown) {
        return new ThrownReader(thrown).isTrusted(thrown);
    }

    /** Whether neither its methods nor those of what it is about are a plugin's. */
    private boolean isTrusted(Throwable each) {
        if (!isKnown(each) || seen.size() > MOST_THROWABLES) {
            return false;
        }
        if (!seen.add(each)) {
            return true;
        }
        Throwable cause = each.getCause();
        if (cause != null && !isTrusted(cause)) {
            return false;
        }
        for (Throwable suppressed : each.getSuppressed()) {
            if (!isTrusted(suppressed)) {
                return false;
            }
        }
        return true;
    }

    /** Whether its own methods are the host's or of {@code java.base}; those of other modules ask what they were given. */
    static boolean isKnown(Throwable each) {
        Class<?> type = each.getClass();
        Module module = type.getModule();
        return module == Object.class.getModule()
                || ((module == ThrownReader.class.getModule() || module == PluginException.class.getModule())
                        && type.getName().startsWith("dev.pluginhost."));
    }

    private void runApart() {
        try {
            Thread thread = THREADS.newThread(this);
            thread.setContextClassLoader(thrown.getClass().getClassLoader());
            thread.start();
        } catch (Throwable noThread) { // such as no memory for one
            whole.text = whole.type + " (its text cannot be read: there is no thread for it)";
            return;
        }
        boolean interrupted = false;
        while (true) {
            try {
                boolean unused = done.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            read(thrown, whole);
        } catch (Throwable again) { // no memory: what has been read until now is there
            return;
        } finally {
            done.countDown();
        }
    }

    private void read(Throwable first, Part into) {
        Throwable each = first;
        Part part = into;
        while (true) {
            seen.add(each);
            Throwable cause = readOne(each, part);
            for (Throwable suppressed : each.getSuppressed()) { // which nobody can override
                if (seen.size() < MOST_THROWABLES && !seen.contains(suppressed)) {
                    Part further = new Part(suppressed);
                    part.suppressed.add(further);
                    read(suppressed, further);
                }
            }
            if (cause == null) {
                return;
            }
            part.unreadable = cause instanceof IOException
                    && (each instanceof ClassNotFoundException || each instanceof NoClassDefFoundError);
            Part next = new Part(cause);
            part.cause = next;
            if (seen.contains(cause) || seen.size() >= MOST_THROWABLES) {
                next.text = seen.contains(cause) ? "[circular: " + next.type + "]" : "[further causes are left out]";
                return;
            }
            each = cause;
            part = next;
        }
    }

    /** Reads one throwable; its cause, if it has one and gives it. */
    private @Nullable Throwable readOne(Throwable each, Part part) {
        ClassLoader loader = each.getClass().getClassLoader();
        if (!trusted && !begin(loader)) {
            part.text = part.type + " (its text is not read: others of its class loader hang)";
            return null;
        }
        try {
            part.text = text(each, part.type);
            part.frames = frames(each);
            return each.getCause();
        } catch (Throwable again) { // from methods that a plugin has overridden
            return null;
        } finally {
            if (!trusted) {
                end(loader);
            }
        }
    }

    /** Waits for its turn to read throwables of a loader; false if others keep it from that. */
    private boolean begin(@Nullable ClassLoader loader) {
        synchronized (READERS) {
            List<ThrownReader> readers = READERS.computeIfAbsent(loader, absent -> new ArrayList<>());
            while (readers.size() >= MOST_READERS) {
                long left = end - System.nanoTime();
                if (left <= 0 || hang(readers)) {
                    return false;
                }
                try {
                    READERS.wait(1 + TimeUnit.NANOSECONDS.toMillis(left));
                } catch (InterruptedException e) {
                    return false; // by code of a plugin: nobody else has this thread
                }
                readers = READERS.computeIfAbsent(loader, absent -> new ArrayList<>());
            }
            readers.add(this);
            return true;
        }
    }

    private void end(@Nullable ClassLoader loader) {
        synchronized (READERS) {
            List<ThrownReader> readers = READERS.get(loader);
            if (readers != null && readers.remove(this) && readers.isEmpty()) {
                READERS.remove(loader);
            }
            READERS.notifyAll();
        }
    }

    private static boolean hang(List<ThrownReader> readers) {
        long now = System.nanoTime();
        for (ThrownReader reader : readers) {
            if (reader.end - now > 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(Throwable each, String type) {
        try {
            String text = each.toString();
            String conflict = LoaderConflict.words(each);
            return text == null
                    ? type
                    : conflict == null ? text : type + ": " + conflict + " (" + each.getMessage() + ")";
        } catch (Throwable again) { // from methods that a plugin has overridden
            return type + " (whose message cannot be read)";
        }
    }

    private static StackTraceElement[] frames(Throwable each) {
        List<StackTraceElement> frames = new ArrayList<>();
        try {
            StackTraceElement[] all = each.getStackTrace();
            for (int i = 0; i < all.length && frames.size() < MOST_FRAMES; i++) {
                if (all[i] != null) {
                    frames.add(all[i]);
                }
            }
        } catch (Throwable again) { // from methods that a plugin has overridden, or there is no array
            return NO_FRAMES;
        }
        return frames.toArray(NO_FRAMES);
    }
}
