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
import org.junit.jupiter.api.Test;

class PluginKindTest {

    @Test
    void aModuleThatProvidesAnEagerPluginWishesToBeEager() {
        PluginKind kind = kindOfProviderOf(EagerPlugin.class);
        assertEquals(ImportTiming.EAGER, kind.timing());
    }

    @Test
    void aModuleThatProvidesABackgroundPluginWishesForTheBackground() {
        PluginKind kind = kindOfProviderOf(BackgroundPlugin.class);
        assertEquals(ImportTiming.BACKGROUND, kind.timing());
    }

    @Test
    void aModuleThatProvidesAPluginIsLazyAndHasSomethingToStart() {
        PluginKind kind = kindOfProviderOf(Plugin.class);
        assertEquals(ImportTiming.LAZY, kind.timing());
    }

    @Test
    void aModuleThatProvidesOtherServicesIsLazyAndHasNothingToStart() {
        PluginKind kind = kindOfProviderOf(Runnable.class);
        assertEquals(ImportTiming.LAZY, kind.timing());
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
