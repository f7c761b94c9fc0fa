package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * What an import has taken so far and has to give back if it fails: the files of the plugin and its running code. The import thread
 * notes it; that thread, or whoever ends an import whose thread hangs, has it given back ({@link Stops#giveBack}). Safe for use by any
 * thread.
 */
final class Taken {

    private final String plugin;

    /** The files, later the layer that owns them. This, {@link #running} and {@link #given} are guarded by this object's monitor. */
    private @Nullable Closeable files;

    private @Nullable RunningPlugin running;
    private boolean given;

    Taken(String plugin) {
        this.plugin = plugin;
    }

    String plugin() {
        return plugin;
    }

    /** Notes the files; false if all is given back already, so that they are the caller's to close. */
    synchronized boolean files(Closeable opened) {
        files = opened;
        return !given;
    }

    /** Notes the running code; false if all is given back already, so that it must not be started. */
    synchronized boolean running(RunningPlugin code) {
        running = code;
        return !given;
    }

    /** Makes the caller the one that gives it back; true for one only. */
    synchronized boolean giveBack() {
        boolean first = !given;
        given = true;
        return first;
    }

    synchronized @Nullable Closeable files() {
        return files;
    }

    synchronized @Nullable RunningPlugin running() {
        return running;
    }

    /** The plugin's loader, if it has come so far. */
    @Nullable
    ClassLoader loader() {
        return files() instanceof PluginLayer layer ? layer.loader() : null;
    }
}
