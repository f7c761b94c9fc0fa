package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import ${applicationModule}.api.Greeter;
import dev.pluginhost.junit.PluginUnderTest;
import org.junit.jupiter.api.Test;

/** Tests the plugin in a host. A test also fails if something holds the plugin after it is unloaded. */
@PluginUnderTest
class HelloTest {

    @Test
    void greets(Greeter greeter) {
        assertEquals("Hello, world", greeter.greet("world"));
    }
}
