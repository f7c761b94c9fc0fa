package dev.pluginhost.impl.graph;

import dev.pluginhost.spi.Printable;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The modules of the application's layer and of the layers above it. Immutable. */
public final class ApplicationModules {

    private final Map<String, ModuleDescriptor> descriptors = new HashMap<>();
    private final Configuration application;
    private final Supplier<Set<String>> modulePath;

    /**
     * The modules that a configuration and its parents hold; of two of one name, the nearer one.
     *
     * @param modulePath reads the names of the modules that the application could have, were they resolved; called only to
     *     explain a failure, at most once for each graph
     */
    public ApplicationModules(Configuration application, Supplier<Set<String>> modulePath) {
        this.application = application;
        this.modulePath = modulePath;
        // Parents come after the configuration itself, so the first one of a name is the nearest.
        collect(application);
    }

    private void collect(Configuration configuration) {
        for (ResolvedModule module : configuration.modules()) {
            descriptors.putIfAbsent(module.name(), module.reference().descriptor());
        }
        configuration.parents().forEach(this::collect);
    }

    /** Whether the application has a module. */
    public boolean has(String name) {
        return descriptors.containsKey(name);
    }

    /** The version of a module that the application has, and where it is, in words; for messages. */
    public String describe(String name) {
        Optional<ResolvedModule> module = application.findModule(name);
        if (module.isEmpty()) {
            return "";
        }
        Optional<String> version = module.get().reference().descriptor().rawVersion();
        Optional<?> location = module.get().reference().location();
        return (version.isPresent() ? "version " + Printable.name(version.get()) : "without a version")
                + (location.isPresent() ? " in " + location.get() : "");
    }

    /** The declaration of a module that the application has. */
    public @Nullable ModuleDescriptor find(String name) {
        return descriptors.get(name);
    }

    /** The declarations of all of them. */
    public Collection<ModuleDescriptor> all() {
        return descriptors.values();
    }

    /** Reads the names of the modules that are where the application's modules come from, which may take long. */
    Set<String> readModulePath() {
        return modulePath.get();
    }

    /** Whether a module is part of the Java run-time image, resolved or not. */
    public static boolean isOfRuntimeImage(String name) {
        return ModuleFinder.ofSystem().find(name).isPresent();
    }
}
