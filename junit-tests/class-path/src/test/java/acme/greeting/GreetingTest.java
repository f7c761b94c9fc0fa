package acme.greeting;

import static dev.pluginhost.junit.PluginAssertions.assertNoProblems;
import static dev.pluginhost.junit.PluginAssertions.assertState;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import acme.home.api.StatusLine;
import com.google.gson.Gson;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginState;
import dev.pluginhost.junit.PluginUnderTest;
import java.util.List;
import org.junit.jupiter.api.Test;

@PluginUnderTest
class GreetingTest {

    private List<StatusLine> lines;

    @Test
    void greets(StatusLine line) {
        assertEquals("{\"hello\":\"world\"}", line.status());
        assertEquals(List.of(line), lines);
    }

    @Test
    void hasALibraryOfItsOwn(StatusLine line, ImportedModule plugin) {
        assertEquals("acme.greeting", line.toString());
        assertNotSame(Greeting.class, line.getClass());
        assertSame(plugin.module(), line.getClass().getModule());
    }

    @Test
    void theLibraryIsNotTheApplications(ImportedModule plugin) throws Exception {
        ClassLoader own = plugin.module().getClassLoader();

        assertNotSame(Gson.class, own.loadClass(Gson.class.getName()));
        assertThrows(ClassNotFoundException.class, () -> own.getParent().loadClass(Gson.class.getName()));
        assertSame(StatusLine.class, own.loadClass(StatusLine.class.getName()));
        assertSame(Test.class, own.loadClass(Test.class.getName()));
    }

    @Test
    void isFine(PluginHost host) {
        assertNoProblems(host);
        assertState(host, "acme.greeting", PluginState.IMPORTED);
    }
}
