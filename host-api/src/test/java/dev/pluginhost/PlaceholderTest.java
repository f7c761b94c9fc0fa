package dev.pluginhost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlaceholderTest {
    @Test
    void runsInsideTheNamedModule() {
        assertEquals("dev.pluginhost", Placeholder.moduleName());
        assertEquals("dev.pluginhost", PlaceholderTest.class.getModule().getName());
    }
}
