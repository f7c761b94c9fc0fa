package acme.greeting;

import acme.home.api.StatusLine;
import dev.pluginhost.junit.PluginUnderTest;
import org.junit.jupiter.api.Test;

/** Has to fail, as a static field holds the plugin. */
@PluginUnderTest(collectionSeconds = 0)
class Leaks {

    static StatusLine kept;

    @Test
    void keepsIt(StatusLine line) {
        kept = line;
    }
}
