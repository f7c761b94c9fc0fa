package dev.pluginhost.impl.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        assertEquals(Optional.of(EagerPlugin.class.getName()), kind.service());
    }

    @Test
    void aModuleThatProvidesABackgroundPluginWishesForTheBackground() {
        PluginKind kind = kindOfProviderOf(BackgroundPlugin.class);
        assertEquals(ImportTiming.BACKGROUND, kind.timing());
        assertEquals(Optional.of(BackgroundPlugin.class.getName()), kind.service());
    }

    @Test
    void aModuleThatProvidesAPluginIsLazyAndHasSomethingToStart() {
        PluginKind kind = kindOfProviderOf(Plugin.class);
        assertEquals(ImportTiming.LAZY, kind.timing());
        assertEquals(Optional.of(Plugin.class.getName()), kind.service());
    }

    @Test
    void aModuleThatProvidesOtherServicesIsLazyAndHasNothingToStart() {
        PluginKind kind = kindOfProviderOf(Runnable.class);
        assertEquals(ImportTiming.LAZY, kind.timing());
        assertEquals(Optional.empty(), kind.service());
    }

    @Test
    void aServicesFileInAPlainJarCountsLikeADeclaration() {
        ModuleDescriptor automatic = ModuleDescriptor.newAutomaticModule("a")
                .provides(EagerPlugin.class.getName(), List.of("a.A"))
                .build();
        assertEquals(PluginKind.EAGER, PluginKind.of(automatic));
    }

    private static PluginKind kindOfProviderOf(Class<?> service) {
        return PluginKind.of(Artifact.declare("a")
                .provides(service.getName(), List.of("a.A"))
                .build());
    }
}
