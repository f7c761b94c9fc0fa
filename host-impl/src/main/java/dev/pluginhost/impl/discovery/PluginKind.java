package dev.pluginhost.impl.discovery;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.impl.scan.UnusableArtifactException;
import dev.pluginhost.plugin.BackgroundPlugin;
import dev.pluginhost.plugin.EagerPlugin;
import dev.pluginhost.plugin.Plugin;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** When a module wishes to be imported as a plugin, by its declaration alone. Immutable. */
public enum PluginKind {
    EAGER(ImportTiming.EAGER, EagerPlugin.class),
    BACKGROUND(ImportTiming.BACKGROUND, BackgroundPlugin.class),
    LAZY(ImportTiming.LAZY, Plugin.class),
    /** It provides none of these: there is nothing to start, its services are all it has. */
    PLAIN(ImportTiming.LAZY, null);

    private final ImportTiming timing;
    private final @Nullable Class<? extends Plugin> type;

    PluginKind(ImportTiming timing, @Nullable Class<? extends Plugin> type) {
        this.timing = timing;
        this.type = type;
    }

    /** The kind of a module; the earliest, if it provides several of the types. */
    public static PluginKind of(ModuleDescriptor descriptor) {
        for (PluginKind kind : values()) {
            for (Provides provides : descriptor.provides()) {
                if (kind.isType(provides.service())) {
                    return kind;
                }
            }
        }
        return PLAIN;
    }

    public ImportTiming timing() {
        return timing;
    }

    /** The type of a plugin that a service type is, if it is one. */
    public static Optional<Class<? extends Plugin>> typeOf(String service) {
        for (PluginKind kind : values()) {
            if (kind.isType(service)) {
                return Optional.ofNullable(kind.type);
            }
        }
        return Optional.empty();
    }

    private boolean isType(String service) {
        return type != null && type.getName().equals(service);
    }

    static boolean isPlugin(ModuleArtifact module) {
        return of(module.descriptor()) != PLAIN;
    }

    /** Refuses a module that does not say clearly when to import it and what to start. */
    static void check(ModuleArtifact plugin) throws UnusableArtifactException {
        List<Provides> provided = new ArrayList<>();
        for (Provides provides : plugin.descriptor().provides()) {
            if (typeOf(provides.service()).isPresent()) {
                provided.add(provides);
            }
        }
        if (provided.size() > 1) {
            provided.sort(Comparator.comparing(Provides::service));
            throw UnusableArtifactException.invalid(
                    plugin.name(),
                    plugin.file(),
                    "it provides " + provided.stream().map(Provides::service).collect(Collectors.joining(" and "))
                            + ", but a plugin has one timing",
                    "provide the one of them that you mean");
        }
        for (Provides provides : provided) {
            if (provides.providers().size() > 1) {
                throw UnusableArtifactException.invalid(
                        plugin.name(),
                        plugin.file(),
                        "it provides " + provides.service() + " with " + String.join(" and ", provides.providers())
                                + ", but a plugin is started once",
                        "provide one class that starts whatever the plugin consists of");
            }
        }
    }
}
