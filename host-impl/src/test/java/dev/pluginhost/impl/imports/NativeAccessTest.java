package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.lifecycle.NativeAccess;
import dev.pluginhost.testkit.PluginSource;
import java.lang.reflect.Method;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Native access")
class NativeAccessTest extends HostFixture {

    private static final int FIRST_WITH_GRANTS = 22;

    private static boolean enabled(Module module) throws ReflectiveOperationException {
        Method isEnabled = Module.class.getMethod("isNativeAccessEnabled");
        return (boolean) isEnabled.invoke(module);
    }

    @Test
    @DisplayName("is granted to a plugin as far as the host has it itself, from Java 22 on")
    void passedOn() throws ReflectiveOperationException {
        assumeTrue(Runtime.version().feature() >= FIRST_WITH_GRANTS);
        PluginSource.module("acme.x").jar(plugins);
        PluginHost host = host(builder -> builder.nativeAccess("acme.x"));
        host.start();
        assertEquals(
                enabled(NativeAccess.class.getModule()),
                enabled(host.importModule("acme.x").module()));
    }
}
