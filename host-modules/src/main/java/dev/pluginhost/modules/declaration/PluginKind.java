package dev.pluginhost.modules.declaration;

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
    EAGER(ImportTiming.EAGER, "dev.pluginhost.plugin.EagerPlugin"),
    BACKGROUND(ImportTiming.BACKGROUND, "dev.pluginhost.plugin.BackgroundPlugin"),
    LAZY(ImportTiming.LAZY, "dev.pluginhost.plugin.Plugin"),
    /** It provides none of these: there is nothing to start, its services are all it has. */
    PLAIN(ImportTiming.LAZY, null);

    private final ImportTiming timing;
    /** The name of the type, which is loaded when a plugin provides it. */
    private final @Nullable String type;

    PluginKind(ImportTiming timing, @Nullable String type) {
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
            if (service.equals(kind.type)) {
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
        PluginKind kind = of(service);
        if (kind == PLAIN) {
            return Optional.empty();
        }
        return Optional.of(
                kind == EAGER ? EagerPlugin.class : kind == BACKGROUND ? BackgroundPlugin.class : Plugin.class);
    }

    public static boolean isPlugin(ModuleArtifact module) {
        return of(module.descriptor()) != PLAIN;
    }
}
