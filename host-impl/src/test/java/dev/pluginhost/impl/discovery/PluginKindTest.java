package dev.pluginhost.impl.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.plugin.BackgroundPlugin;
import dev.pluginhost.plugin.EagerPlugin;
import dev.pluginhost.plugin.Plugin;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PluginKindTest {

    @Test
    void aModuleThatProvidesAnEagerPluginWishesToBeEager() {
        PluginKind kind = kindOfProviderOf(EagerPlugin.class);
        assertEquals(ImportTiming.EAGER, kind.timing());
        assertEquals(Optional.of(EagerPlugin.class), kind.type());
    }

    @Test
    void aModuleThatProvidesABackgroundPluginWishesForTheBackground() {
        PluginKind kind = kindOfProviderOf(BackgroundPlugin.class);
        assertEquals(ImportTiming.BACKGROUND, kind.timing());
        assertEquals(Optional.of(BackgroundPlugin.class), kind.type());
    }

    @Test
    void aModuleThatProvidesAPluginIsLazyAndHasSomethingToStart() {
        PluginKind kind = kindOfProviderOf(Plugin.class);
        assertEquals(ImportTiming.LAZY, kind.timing());
        assertEquals(Optional.of(Plugin.class), kind.type());
    }

    @Test
    void aModuleThatProvidesOtherServicesIsLazyAndHasNothingToStart() {
        PluginKind kind = kindOfProviderOf(Runnable.class);
        assertEquals(ImportTiming.LAZY, kind.timing());
        assertEquals(Optional.empty(), kind.type());
    }

    @Test
    void aServicesFileInAPlainJarCountsLikeADeclaration() {
        ModuleDescriptor automatic = ModuleDescriptor.newAutomaticModule("a")
                .provides(EagerPlugin.class.getName(), List.of("a.A"))
                .build();
        assertEquals(PluginKind.EAGER, PluginKind.of(automatic));
    }

    @Test
    void onlyTheThreeTypesOfTheAuthorsPackageMakeAPlugin() {
        assertTrue(PluginKind.isPluginType(Plugin.class.getName()));
        assertTrue(PluginKind.isPluginType(EagerPlugin.class.getName()));
        assertTrue(PluginKind.isPluginType(BackgroundPlugin.class.getName()));
        assertFalse(PluginKind.isPluginType(Runnable.class.getName()));
    }

    private static PluginKind kindOfProviderOf(Class<?> service) {
        return PluginKind.of(Artifact.declare("a")
                .provides(service.getName(), List.of("a.A"))
                .build());
    }
}
