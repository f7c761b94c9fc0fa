package dev.pluginhost.impl.discovery;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.plugin.BackgroundPlugin;
import dev.pluginhost.plugin.EagerPlugin;
import dev.pluginhost.plugin.Plugin;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.Optional;
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
        PluginKind earliest = PLAIN;
        for (Provides provides : descriptor.provides()) {
            PluginKind kind = of(provides.service());
            earliest = kind.compareTo(earliest) < 0 ? kind : earliest;
        }
        return earliest;
    }

    private static PluginKind of(String service) {
        for (PluginKind kind : values()) {
            if (kind.type != null && kind.type.getName().equals(service)) {
                return kind;
            }
        }
        return PLAIN;
    }

    public ImportTiming timing() {
        return timing;
    }

    /** The type of a plugin that a service type is, if it is one. */
    public static Optional<Class<? extends Plugin>> typeOf(String service) {
        return Optional.ofNullable(of(service).type);
    }

    static boolean isPlugin(ModuleArtifact module) {
        return of(module.descriptor()) != PLAIN;
    }
}
