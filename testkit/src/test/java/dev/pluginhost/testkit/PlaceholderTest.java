package dev.pluginhost.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlaceholderTest {
    @Test
    void runsInsideTheNamedModule() {
        assertEquals("dev.pluginhost.testkit", Placeholder.moduleName());
        assertEquals("dev.pluginhost.testkit", PlaceholderTest.class.getModule().getName());
    }
}
