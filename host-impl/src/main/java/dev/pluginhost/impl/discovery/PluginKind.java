package dev.pluginhost.impl.discovery;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.plugin.BackgroundPlugin;
import dev.pluginhost.plugin.EagerPlugin;
import dev.pluginhost.plugin.Plugin;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a module wishes to be as a plugin, as far as its declaration tells; no class of it is loaded. Immutable. */
public enum PluginKind {
    /** It provides an {@link EagerPlugin}. */
    EAGER(ImportTiming.EAGER, EagerPlugin.class),
    /** It provides a {@link BackgroundPlugin}. */
    BACKGROUND(ImportTiming.BACKGROUND, BackgroundPlugin.class),
    /** It provides a {@link Plugin} that wishes for nothing more. */
    LAZY(ImportTiming.LAZY, Plugin.class),
    /** It provides none of these: there is nothing to start, its services are all it has. */
    PLAIN(ImportTiming.LAZY, null);

    private static final List<PluginKind> KINDS = List.of(values());

    private final ImportTiming timing;
    private final @Nullable Class<? extends Plugin> type;

    PluginKind(ImportTiming timing, @Nullable Class<? extends Plugin> type) {
        this.timing = timing;
        this.type = type;
    }

    /**
     * The kind of a module. Of a module that provides several of the types, which discovery does not let through, it is
     * the earliest.
     */
    public static PluginKind of(ModuleDescriptor descriptor) {
        for (PluginKind kind : KINDS) {
            if (kind.isProvidedBy(descriptor)) {
                return kind;
            }
        }
        return PLAIN;
    }

    /** When such a plugin wishes to be imported. */
    public ImportTiming timing() {
        return timing;
    }

    /** The type of a plugin that a service type is, if it is one. */
    public static Optional<Class<? extends Plugin>> typeOf(String service) {
        for (PluginKind kind : KINDS) {
            if (kind.type != null && kind.type.getName().equals(service)) {
                return Optional.of(kind.type);
            }
        }
        return Optional.empty();
    }

    /** What a module provides of the types that make a plugin, sorted; a plugin module has one at most. */
    static List<Provides> provided(ModuleDescriptor descriptor) {
        List<Provides> provided = new ArrayList<>();
        for (Provides provides : descriptor.provides()) {
            if (typeOf(provides.service()).isPresent()) {
                provided.add(provides);
            }
        }
        if (provided.size() > 1) {
            provided.sort(Comparator.comparing(Provides::service));
        }
        return provided;
    }

    private boolean isProvidedBy(ModuleDescriptor descriptor) {
        if (type != null) {
            for (Provides provides : descriptor.provides()) {
                if (provides.service().equals(type.getName())) {
                    return true;
                }
            }
        }
        return false;
    }
}
