package dev.pluginhost.impl.state;

import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import java.io.Closeable;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The files and the running code that an import has acquired, which are released if it fails. The import thread adds to it; that thread or
 * the one that ends the import releases it, once. Safe for use by any thread.
 */
public final class Acquisition {

    private record State(
            @Nullable Closeable files, @Nullable RunningPlugin running, boolean released) {}

    private final AtomicReference<State> state = new AtomicReference<>(new State(null, null, false));

    private State state() {
        return Objects.requireNonNull(state.get());
    }

    /** Adds the open files, or the layer that owns them; false if all is released already, so that the caller has to close them. */
    public boolean add(Closeable opened) {
        State before = state();
        return !before.released && state.compareAndSet(before, new State(opened, before.running, false));
    }

    /** Adds the running code; false if all is released already, so that it must not be started. */
    public boolean add(RunningPlugin code) {
        State before = state();
        return !before.released && state.compareAndSet(before, new State(before.files, code, false));
    }

    /** Whether the caller is the first to release it, and has to do so. */
    public boolean release() {
        State before = state.getAndUpdate(now -> new State(now.files, now.running, true));
        return !before.released;
    }

    /** What is to be closed; null if nothing was opened. */
    public @Nullable Closeable files() {
        return state().files;
    }

    /** The code that is to be ended; null if none was made. */
    public @Nullable RunningPlugin running() {
        return state().running;
    }

    /** The plugin's layer, if it was defined. */
    public @Nullable PluginLayer layer() {
        return files() instanceof PluginLayer layer ? layer : null;
    }
}
