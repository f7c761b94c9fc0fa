package dev.pluginhost.modules.declaration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.modules.discovery.Artifact;
import dev.pluginhost.plugin.BackgroundPlugin;
import dev.pluginhost.plugin.EagerPlugin;
import dev.pluginhost.plugin.Plugin;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PluginKindTest {

    @Test
    @DisplayName("A module that provides an eager plugin wishes to be eager")
    void eager() {
        PluginKind kind = kindOfProviderOf(EagerPlugin.class);
        assertEquals(ImportTiming.EAGER, kind.timing());
    }

    @Test
    @DisplayName("A module that provides a background plugin wishes for the background")
    void background() {
        PluginKind kind = kindOfProviderOf(BackgroundPlugin.class);
        assertEquals(ImportTiming.BACKGROUND, kind.timing());
    }

    @Test
    @DisplayName("A module that provides a plugin is lazy and has something to start")
    void lazy() {
        PluginKind kind = kindOfProviderOf(Plugin.class);
        assertEquals(ImportTiming.LAZY, kind.timing());
    }

    @Test
    @DisplayName("A module that provides other services is lazy and has nothing to start")
    void otherServices() {
        PluginKind kind = kindOfProviderOf(Runnable.class);
        assertEquals(ImportTiming.LAZY, kind.timing());
    }

    @Test
    @DisplayName("A services file in a plain jar counts like a declaration")
    void servicesFile() {
        ModuleDescriptor automatic = ModuleDescriptor.newAutomaticModule("a")
                .provides(EagerPlugin.class.getName(), List.of("a.A"))
                .build();
        assertEquals(PluginKind.EAGER, PluginKind.of(automatic));
    }

    @Test
    @DisplayName("Only the three types of the authors' package make a plugin")
    void authorsTypes() {
        for (Class<?> type : List.of(Plugin.class, EagerPlugin.class, BackgroundPlugin.class)) {
            assertEquals(Optional.of(type), PluginKind.typeOf(type.getName()));
        }
        assertEquals(Optional.empty(), PluginKind.typeOf(Runnable.class.getName()));
    }

    private static PluginKind kindOfProviderOf(Class<?> service) {
        return PluginKind.of(Artifact.declare("a")
                .provides(service.getName(), List.of("a.A"))
                .build());
    }
}
