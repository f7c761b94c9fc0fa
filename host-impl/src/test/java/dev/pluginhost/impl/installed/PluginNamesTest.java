package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Names")
class PluginNamesTest extends HostFixture {

    @TempDir
    Path data;

    static Stream<String> odd() {
        return Stream.of("../x", "..", "/abs", "x y", "a\nb", "a\u001b[31m", "", "n".repeat(60_000), "class");
    }

    @ParameterizedTest
    @MethodSource("odd")
    @DisplayName("that no plugin can have are not found, and told in short and escaped")
    void asked(String name) {
        PluginHost host = host();
        PluginNotFoundException failure = assertThrows(PluginNotFoundException.class, () -> host.importModule(name));
        assertShort(failure.getMessage());
        assertShort(failureOf(host.importModuleAsync(name)).getMessage());
        assertTrue(host.find(name).isEmpty());
        PluginException unloading = failureOf(host.unload(name));
        assertShort(unloading.getMessage());
    }

    private static void assertShort(String message) {
        assertTrue(message.length() < 1_000, message);
        assertTrue(message.codePoints().noneMatch(Character::isISOControl), message);
    }

    @ParameterizedTest
    @MethodSource("odd")
    @DisplayName("that no plugin can have are refused by the builder, in short and escaped")
    void built(String name) {
        PluginHost.Builder builder = Hosts.builder();
        for (Runnable call : List.<Runnable>of(
                () -> builder.eager(name),
                () -> builder.disabled(name),
                () -> builder.nativeAccess(name),
                () -> builder.refused(name, "no"),
                () -> builder.refused(name, " "))) {
            assertShort(assertThrows(IllegalArgumentException.class, call::run).getMessage());
        }
    }

    @Test
    @DisplayName("that differ in case alone have data directories that differ in more")
    void dataDirectories() throws Exception {
        String data = "Probe.hand(context.name(), context.dataDirectory());";
        install(plugin("acme.foo", data));
        install(plugin("acme.Foo", data));
        PluginHost host = host(builder -> builder.dataDirectory(this.data));
        host.importModule("acme.foo");
        host.importModule("acme.Foo");
        Path lower = probe.take("acme.foo", Path.class);
        Path upper = probe.take("acme.Foo", Path.class);
        assertEquals(this.data.resolve("acme.foo"), lower);
        assertTrue(!upper.toString()
                .toLowerCase(Locale.ROOT)
                .equals(lower.toString().toLowerCase(Locale.ROOT)));
        assertTrue(Files.isDirectory(lower) && Files.isDirectory(upper));
    }
}
