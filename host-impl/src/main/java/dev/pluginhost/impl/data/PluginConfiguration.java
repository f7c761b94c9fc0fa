package dev.pluginhost.impl.data;

import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one plugin instance. The first thread that wants it asks the application or reads the file, without a lock; others
 * wait for that. Thread-safe.
 */
public final class PluginConfiguration {

    private static final String CURE = "; mend the function that was given to PluginHost.builder().configuration(...)";

    private static final int MAX_CAUSES = 32;

    /** A map; or else why there is none, with what was thrown, and the thread that asked if it was interrupted. */
    private record Answer(
            Map<String, String> map,
            String failure,
            @Nullable Throwable cause,
            @Nullable Thread interrupted) {

        static Answer of(Map<String, String> map) {
            return new Answer(map, "", null, null);
        }

        static Answer failure(String failure, @Nullable Throwable cause) {
            return new Answer(Map.of(), failure, cause, null);
        }
    }

    private final String plugin;
    private final @Nullable Function<String, @Nullable Map<String, String>> application;
    private final ClassLoader applicationLoader;
    private final @Nullable DataDirectory directory;
    private final Function<Throwable, String> text;
    private final Function<Throwable, @Nullable Throwable> cause;

    /** Set by the first thread that asks; cleared when that was interrupted, so that the next one asks again. */
    private final AtomicReference<@Nullable FutureTask<Answer>> asked = new AtomicReference<>();

    /** The thread that asks, while it does; written by it. */
    private volatile @Nullable Thread asking;

    /** Set once, by {@link #end}. */
    private volatile boolean ended;

    /**
     * That of a plugin, of which nothing is read yet.
     *
     * @param application what the application supplies by the name of a plugin, if it does
     * @param text describes what the application's code has thrown, whatever its methods do
     * @param cause gives the cause of that, likewise
     */
    public PluginConfiguration(
            String plugin,
            @Nullable Function<String, @Nullable Map<String, String>> application,
            ClassLoader applicationLoader,
            @Nullable DataDirectory directory,
            Function<Throwable, String> text,
            Function<Throwable, @Nullable Throwable> cause) {
        this.plugin = plugin;
        this.application = application;
        this.applicationLoader = applicationLoader;
        this.directory = directory;
        this.text = text;
        this.cause = cause;
    }

    /**
     * The same unmodifiable map for each caller.
     *
     * @throws PluginException if there is none
     * @throws CancellationException if the plugin has ended
     */
    public Map<String, String> get() {
        if (asking == Thread.currentThread()) {
            throw failure(Answer.failure(
                    "Plugin " + plugin + " wants its configuration within the application's function that makes it"
                            + CURE,
                    null));
        }
        try {
            while (true) {
                FutureTask<Answer> task = task();
                task.run(); // does something for the first caller only
                Answer made = task.get();
                if (made.interrupted == null) {
                    if (made.failure.isEmpty()) {
                        return made.map;
                    }
                    throw failure(made);
                }
                asked.compareAndSet(task, null);
                if (made.interrupted == Thread.currentThread()) {
                    Thread.currentThread().interrupt();
                    throw new ImportInterruptedException(made.failure, origin(), made.cause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImportInterruptedException(
                    "The thread was interrupted while it waited for the configuration of plugin " + plugin,
                    origin(),
                    e);
        } catch (ExecutionException e) {
            throw failure(Answer.failure("The configuration of plugin " + plugin + " failed: " + e, e));
        }
    }

    private FutureTask<Answer> task() {
        FutureTask<Answer> made = new FutureTask<>(this::ask);
        FutureTask<Answer> other = asked.compareAndExchange(null, made);
        FutureTask<Answer> task = other == null ? made : other;
        if (ended) { // end has not seen it
            task.cancel(false);
        }
        return task;
    }

    /** Wakes the callers that wait, as the plugin has ended. The application's function may still run. */
    public void end() {
        ended = true;
        FutureTask<Answer> task = asked.get();
        if (task != null) {
            task.cancel(false);
        }
    }

    /** Whether a thread with this stack is in the application's function. */
    public static boolean isAsking(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("given")
                    && frame.getClassName().equals(PluginConfiguration.class.getName())) {
                return true;
            }
        }
        return false;
    }

    private PluginException failure(Answer answer) {
        return new PluginException(Reason.CONFIGURATION, answer.failure, origin(), answer.cause);
    }

    private Origin origin() {
        return new Origin(plugin, ImportStage.START, Optional.empty());
    }

    private Answer ask() {
        asking = Thread.currentThread();
        try {
            Answer given = application == null ? null : given(application);
            return given == null ? read() : given;
        } finally {
            asking = null;
        }
    }

    /** Null if the application gives none. */
    private @Nullable Answer given(Function<String, @Nullable Map<String, String>> supply) {
        Map<String, String> copy = new LinkedHashMap<>();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(applicationLoader);
        try {
            Map<?, ?> given = supply.apply(plugin);
            if (given == null) {
                return null;
            }
            for (Map.Entry<?, ?> entry : given.entrySet()) {
                if (!(entry.getKey() instanceof String key) || !(entry.getValue() instanceof String value)) {
                    return Answer.failure(
                            "The application's configuration has a key or a value that is no string (key "
                                    + entry.getKey() + "), wanted by plugin " + plugin + CURE,
                            null);
                }
                copy.put(key, value);
            }
            return Answer.of(Collections.unmodifiableMap(copy));
        } catch (Throwable thrown) { // the application's code may throw anything
            return failed(
                    "The application's configuration failed (" + text.apply(thrown) + "), wanted by plugin " + plugin
                            + CURE,
                    thrown);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Answer read() {
        if (directory == null) {
            return Answer.of(Map.of());
        }
        try {
            return Answer.of(directory.configuration());
        } catch (IOException | RuntimeException e) { // of any file system
            return failed(
                    "Configuration file " + directory.configurationFile() + " cannot be read (" + text.apply(e)
                            + "), wanted by plugin " + plugin
                            + "; make it a properties file in UTF-8 that can be read, or remove it",
                    e);
        }
    }

    /** An answer that is kept, unless it failed because this thread was interrupted. */
    private Answer failed(String failure, Throwable thrown) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < MAX_CAUSES; depth++) {
            interrupted |= each instanceof InterruptedException || each instanceof ClosedByInterruptException;
            each = cause.apply(each);
        }
        return new Answer(Map.of(), failure, thrown, interrupted ? Thread.currentThread() : null);
    }
}
