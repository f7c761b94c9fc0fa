package dev.pluginhost.impl.state;

import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * The files and the running code that an import has acquired, which are released if it fails. The import thread adds to it; that thread or
 * the one that ends the import releases it, once. Safe for use by any thread: all fields are guarded by the monitor.
 */
public final class Acquisition {

    /** The open files, later the layer that owns them. */
    private @Nullable Closeable files;

    private @Nullable RunningPlugin running;
    private boolean released;

    /** Adds the open files, or the layer that owns them; false if all is released already, so that the caller has to close them. */
    public synchronized boolean add(Closeable opened) {
        if (!released) {
            files = opened;
        }
        return !released;
    }

    /** Adds the running code; false if all is released already, so that it must not be started. */
    public synchronized boolean add(RunningPlugin code) {
        if (!released) {
            running = code;
        }
        return !released;
    }

    /** Whether the caller is the first to release it, and has to do so. */
    public synchronized boolean release() {
        boolean first = !released;
        released = true;
        return first;
    }

    /** What is to be closed; null if nothing was opened. */
    public synchronized @Nullable Closeable files() {
        return files;
    }

    /** The code that is to be ended; null if none was made. */
    public synchronized @Nullable RunningPlugin running() {
        return running;
    }

    /** The plugin's layer, if it was defined. */
    public @Nullable PluginLayer layer() {
        return files() instanceof PluginLayer layer ? layer : null;
    }
}
