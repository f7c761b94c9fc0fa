package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlaceholderTest {
    @Test
    void runsInsideTheNamedModule() {
        assertEquals("dev.pluginhost.impl", Placeholder.moduleName());
        assertEquals("dev.pluginhost.impl", PlaceholderTest.class.getModule().getName());
    }
}
