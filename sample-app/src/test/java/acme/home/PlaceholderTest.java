package acme.home;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlaceholderTest {
    @Test
    void runsInsideTheNamedModule() {
        assertEquals("acme.home", Placeholder.moduleName());
        assertEquals("acme.home", PlaceholderTest.class.getModule().getName());
    }
}
