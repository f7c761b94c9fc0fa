package dev.pluginhost.impl.registry;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.layer.PluginLayer;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An imported plugin with all that the host keeps of it. Thread-safe: immutable, except that it is marked as leaving and retired. */
public final class Imported {

    private final Candidate candidate;
    private final PluginLayer layer;
    private final RunningPlugin running;
    private final ModuleHandle handle;

    /** Made once, as looking a plugin up allocates nothing. */
    private final Optional<ImportedModule> found;

    /** Its place in the order of import; written by the registry before it is visible. */
    long order;

    /** Written once, under the stripe of its name. */
    private volatile boolean leaving;

    /** A plugin whose start has returned and whose services are made. */
    public Imported(Candidate candidate, PluginLayer layer, RunningPlugin running) {
        this.candidate = candidate;
        this.layer = layer;
        this.running = running;
        this.handle = new ModuleHandle(layer, running);
        this.found = Optional.of(handle);
    }

    public String name() {
        return candidate.name();
    }

    /** What it was imported from. */
    public Candidate candidate() {
        return candidate;
    }

    public PluginLayer layer() {
        return layer;
    }

    public RunningPlugin running() {
        return running;
    }

    /** What callers get. */
    public ImportedModule handle() {
        return handle;
    }

    Optional<ImportedModule> found() {
        return found;
    }

    /** Marks it as about to be unloaded: no caller begins to use it. */
    public void leave() {
        leaving = true;
    }

    public boolean isLeaving() {
        return leaving;
    }

    /** From now on the handle answers with {@link IllegalStateException} and this reason. */
    void retire(String why) {
        handle.end = why;
        handle.running = null;
    }

    /** What callers get. Thread-safe; once retired it keeps nothing alive. */
    private static final class ModuleHandle implements ImportedModule {

        private final String name;
        private final Optional<ModuleDescriptor.Version> version;

        /** Written once more, to null, by {@link Imported#retire}, after {@link #end}. */
        volatile @Nullable RunningPlugin running;

        /** Why it is retired; written once by {@link Imported#retire}. */
        volatile String end = "";

        ModuleHandle(PluginLayer layer, RunningPlugin running) {
            this.name = layer.name();
            this.version = layer.module().getDescriptor().version();
            this.running = running;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<ModuleDescriptor.Version> version() {
            return version;
        }

        @Override
        public Module module() {
            return running().module();
        }

        @Override
        @SuppressWarnings("unchecked") // the list holds instances of the key's type
        public <S> List<S> services(Class<S> service) {
            Objects.requireNonNull(service, "service");
            return (List<S>) running().services().getOrDefault(service, List.of());
        }

        @Override
        public Class<?> loadClass(String className) throws ClassNotFoundException {
            Class<?> type = Class.forName(running().module(), className);
            if (type == null) {
                throw new ClassNotFoundException("Class " + className + " not found in module " + name);
            }
            return type;
        }

        private RunningPlugin running() {
            RunningPlugin now = running;
            if (now == null) {
                throw new IllegalStateException("Module " + name + " " + end);
            }
            return now;
        }

        @Override
        public String toString() {
            return "imported module " + name + version.map(v -> "@" + v).orElse("");
        }
    }
}
