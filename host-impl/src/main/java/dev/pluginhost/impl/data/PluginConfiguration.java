package dev.pluginhost.impl.data;

import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one plugin instance. The first thread that wants it asks the application or reads the file, without a lock; others
 * wait for that. Thread-safe.
 */
public final class PluginConfiguration {

    private static final String CURE = "; mend the function that was given to PluginHost.builder().configuration(...)";

    /** A map; or else why there is none, with what was thrown. */
    private record Answer(
            Map<String, String> map,
            String failure,
            @Nullable Throwable cause) {

        static Answer failure(String failure, @Nullable Throwable cause) {
            return new Answer(Map.of(), failure, cause);
        }
    }

    private final String plugin;
    private final @Nullable Function<String, @Nullable Map<String, String>> application;
    private final ClassLoader applicationLoader;
    private final @Nullable DataDirectory directory;
    private final Function<Throwable, String> text;
    private final FutureTask<Answer> answer = new FutureTask<>(this::ask);

    /** The thread that asks, while it does; written by it. */
    private volatile @Nullable Thread asking;

    /**
     * That of a plugin, of which nothing is read yet.
     *
     * @param application what the application supplies by the name of a plugin, if it does
     * @param text describes what the application's code has thrown, whatever that does
     */
    public PluginConfiguration(
            String plugin,
            @Nullable Function<String, @Nullable Map<String, String>> application,
            ClassLoader applicationLoader,
            @Nullable DataDirectory directory,
            Function<Throwable, String> text) {
        this.plugin = plugin;
        this.application = application;
        this.applicationLoader = applicationLoader;
        this.directory = directory;
        this.text = text;
    }

    /**
     * The same unmodifiable map for each caller.
     *
     * @throws PluginException if there is none
     */
    public Map<String, String> get() {
        if (asking == Thread.currentThread()) {
            throw failure(Answer.failure(
                    "Plugin " + plugin + " wants its configuration within the application's function that makes it"
                            + CURE,
                    null));
        }
        answer.run(); // does something for the first caller only
        try {
            Answer made = answer.get();
            if (made.failure.isEmpty()) {
                return made.map;
            }
            throw failure(made);
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
            return new Answer(Collections.unmodifiableMap(copy), "", null);
        } catch (Throwable thrown) { // the application's code may throw anything
            String why = text.apply(thrown);
            return Answer.failure(
                    "The application's configuration failed (" + why + "), wanted by plugin " + plugin + CURE, thrown);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Answer read() {
        if (directory == null) {
            return new Answer(Map.of(), "", null);
        }
        try {
            return new Answer(directory.configuration(), "", null);
        } catch (IOException | RuntimeException e) { // of any file system
            return Answer.failure(
                    "Configuration file " + directory.configurationFile() + " cannot be read (" + text.apply(e)
                            + "), wanted by plugin " + plugin
                            + "; make it a properties file in UTF-8 that can be read, or remove it",
                    e);
        }
    }
}
