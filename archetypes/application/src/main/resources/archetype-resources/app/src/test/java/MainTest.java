package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import ${package}.api.Greeter;
import dev.pluginhost.PluginHost;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    @TempDir
    Path plugins;

    @Test
    void withoutPluginsNothingGreets() {
        try (PluginHost host = Main.host(plugins).noIndex().build()) {
            host.start();

            assertEquals(List.of(), Main.greetings(host));
        }
    }

    @Test
    void aPluginGreets() throws Exception {
        Path api = Path.of(Greeter.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        PluginSource.module("hello")
                .requires("${package}.api")
                .compiledAgainst(api)
                .declares("provides ${package}.api.Greeter with hello.Hello")
                .source("package hello; public class Hello implements ${package}.api.Greeter {"
                        + " public String greet(String name) { return \"Hello, \" + name; } }")
                .jar(plugins);
        try (PluginHost host = Main.host(plugins).noIndex().build()) {
            host.start();

            assertEquals(List.of("Hello, world"), Main.greetings(host));
        }
    }
}
