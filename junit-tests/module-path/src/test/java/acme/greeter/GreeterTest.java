package acme.greeter;

import static dev.pluginhost.junit.PluginAssertions.assertNoProblems;
import static dev.pluginhost.junit.PluginAssertions.assertState;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import acme.home.api.StatusLine;
import com.google.gson.Gson;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginState;
import dev.pluginhost.junit.PluginUnderTest;
import java.util.List;
import org.junit.jupiter.api.Test;

@PluginUnderTest
class GreeterTest {

    private List<StatusLine> lines;

    @Test
    void thisIsTheModulePath() {
        assertTrue(ModuleLayer.boot().findModule("acme.greeter").isPresent());
        assertTrue(ModuleLayer.boot().findModule("com.google.gson").isPresent());
        assertEquals("acme.greeter", GreeterTest.class.getModule().getName());
        assertEquals("dev.pluginhost", PluginHost.class.getModule().getName());
    }

    @Test
    void greets(StatusLine line) {
        assertEquals("{\"started\":true}", line.status());
        assertEquals(List.of(line), lines);
        assertEquals(false, Greeter.isStarted);
    }

    @Test
    void isNotTheModuleOfTheTest(StatusLine line, ImportedModule plugin) {
        assertNotSame(Greeting.class, line.getClass());
        assertNotSame(Greeting.class.getModule(), plugin.module());
        assertSame(plugin.module(), line.getClass().getModule());
    }

    @Test
    void hasALibraryOfItsOwn(StatusLine line, ImportedModule plugin) throws Exception {
        ClassLoader own = plugin.module().getClassLoader();

        assertEquals("acme.greeter", line.toString());
        assertNotSame(Gson.class, own.loadClass(Gson.class.getName()));
        assertSame(StatusLine.class, own.loadClass(StatusLine.class.getName()));
    }

    @Test
    void isFine(PluginHost host) {
        assertNoProblems(host);
        assertState(host, "acme.greeter", PluginState.IMPORTED);
    }
}
