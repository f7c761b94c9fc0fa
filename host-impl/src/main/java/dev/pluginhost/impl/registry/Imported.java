package dev.pluginhost.impl.registry;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.lifecycle.RunningPlugin;

/**
 * An imported plugin with all that the host keeps of it. Safe for use by any thread: immutable but for the handle's retirement
 * and the mark of one that is to leave.
 */
public final class Imported {

    private final Candidate candidate;
    private final PluginLayer layer;
    private final RunningPlugin running;
    private final ModuleHandle handle;

    /** Set once, by who marks it; read by any thread. */
    private volatile boolean leaving;

    /** A plugin that is whole: its start has returned and its services are made. */
    public Imported(Candidate candidate, PluginLayer layer, RunningPlugin running) {
        this.candidate = candidate;
        this.layer = layer;
        this.running = running;
        this.handle = new ModuleHandle(layer, running);
    }

    /** Its name. */
    public String name() {
        return candidate.name();
    }

    /** What it was imported from. */
    public Candidate candidate() {
        return candidate;
    }

    /** Its layer. */
    public PluginLayer layer() {
        return layer;
    }

    /** Its code. */
    public RunningPlugin running() {
        return running;
    }

    /** What callers get. */
    public ImportedModule handle() {
        return handle;
    }

    ModuleHandle answer() {
        return handle;
    }

    void leave() {
        leaving = true;
    }

    /** Whether it is to leave. */
    public boolean isLeaving() {
        return leaving;
    }

    void retire(String why) {
        handle.retire(why);
    }
}
