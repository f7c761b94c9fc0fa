package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Placeholder;
import org.junit.jupiter.api.Test;

class ModulePathTest {
    @Test
    void everyPartIsItsOwnNamedModule() {
        assertEquals(
                "dev.pluginhost.moduletests", ModulePathTest.class.getModule().getName());
        assertEquals("dev.pluginhost", Placeholder.class.getModule().getName());
        assertEquals("org.junit.jupiter.api", Test.class.getModule().getName());
    }

    @Test
    void theImplementationIsOnTheModulePath() {
        assertTrue(ModuleLayer.boot().findModule("dev.pluginhost.impl").isPresent());
    }
}
