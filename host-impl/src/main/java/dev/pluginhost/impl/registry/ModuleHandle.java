package dev.pluginhost.impl.registry;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What callers get for an imported plugin. Safe for use by any thread; once retired it keeps nothing alive. */
final class ModuleHandle implements ImportedModule {

    private record Content(Module module, Map<Class<?>, List<Object>> services) {}

    private final String name;
    private final Optional<ModuleDescriptor.Version> version;

    /** Written by {@link #retire} alone, once, after {@link #end}; read by any thread. */
    private volatile @Nullable Content content;

    /** Why it does not answer any more. Written by {@link #retire} alone, once; read by any thread. */
    private volatile String end = "";

    /** Made once, as who looks for a plugin is to take no memory. */
    private final Optional<ImportedModule> found = Optional.of(this);

    ModuleHandle(PluginLayer layer, RunningPlugin running) {
        this.name = layer.name();
        this.version = layer.module().getDescriptor().version();
        this.content = new Content(layer.module(), running.services());
    }

    Optional<ImportedModule> found() {
        return found;
    }

    /** From now on it answers with {@link IllegalStateException}, which says why. */
    void retire(String why) {
        end = why;
        content = null;
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
        return content().module;
    }

    @Override
    @SuppressWarnings("unchecked") // the list holds instances of the key's type alone
    public <S> List<S> services(Class<S> service) {
        Objects.requireNonNull(service, "service");
        return (List<S>) content().services.getOrDefault(service, List.of());
    }

    @Override
    public Class<?> loadClass(String className) throws ClassNotFoundException {
        Class<?> found = Class.forName(content().module, className);
        if (found == null) {
            throw new ClassNotFoundException("Class " + className + " not found in module " + name);
        }
        return found;
    }

    private Content content() {
        Content now = content;
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
