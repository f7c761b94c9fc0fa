package dev.pluginhost.impl.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeAccessTest {

    private static final int FIRST_WITH_GRANTS = 22;

    @TempDir
    Path directory;

    private final Layers layers = new Layers();

    @AfterEach
    void close() throws IOException {
        layers.close();
    }

    private static boolean enabled(Module module) throws ReflectiveOperationException {
        Method isEnabled = Module.class.getMethod("isNativeAccessEnabled");
        return (boolean) isEnabled.invoke(module);
    }

    @Test
    void fromJava22OnTheHostPassesOnWhatItHasItself() throws Exception {
        assumeTrue(Runtime.version().feature() >= FIRST_WITH_GRANTS);
        PluginLayer layer = layers.define(PluginSource.module("acme.x").jar(directory));
        boolean own = enabled(PluginLayer.class.getModule());

        layer.enableNativeAccess();
        assertEquals(own, enabled(layer.module()));
    }
}
