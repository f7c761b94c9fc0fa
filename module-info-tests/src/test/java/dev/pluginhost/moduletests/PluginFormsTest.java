package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.moduletests.api.Greeter;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A plugin that provides a service of this module is imported")
class PluginFormsTest {

    private static final String SERVICE = Greeter.class.getName();

    @TempDir
    Path plugins;

    @Test
    @DisplayName("from a modular jar")
    void jar() {
        hello().jar(plugins);

        assertEquals("Hello", greetingOf("acme.hello"));
    }

    @Test
    @DisplayName("from an exploded module")
    void explodedModule() {
        hello().explodedIn(plugins);

        assertEquals("Hello", greetingOf("acme.hello"));
    }

    @Test
    @DisplayName("from a bundle, with a library that only it sees")
    void bundle() {
        PluginSource library = PluginSource.module("acme.words")
                .exports("acme.words")
                .source(
                        "package acme.words; public class Words { public static final Object HELLO = \"Hello there\"; }");
        Bundle.of(greeter("acme.words.Words.HELLO.toString()").requires("acme.words"), library)
                .in(plugins, "acme.hello-1.0");

        assertEquals("Hello there", greetingOf("acme.hello"));
    }

    @Test
    @DisplayName("from a plain jar, as an automatic module")
    void plainJar() {
        PluginSource.automatic("old-hello")
                .version("1.0")
                .service(SERVICE, "acme.old.Hello")
                .source(classOf("acme.old", "\"Hello from of old\""))
                .jar(plugins);

        ImportedModule old = imported("old.hello", module -> module);

        assertTrue(old.version().isPresent(), "The version is that of the file's name");
        assertEquals("Hello from of old", greetingOf("old.hello"));
    }

    private static PluginSource hello() {
        return greeter("\"Hello\"");
    }

    private static PluginSource greeter(String expression) {
        return PluginSource.module("acme.hello")
                .requires("dev.pluginhost.moduletests")
                .declares("provides " + SERVICE + " with acme.hello.Hello")
                .source(classOf("acme.hello", expression));
    }

    private static String classOf(String packageName, String expression) {
        return """
                package %s;

                public class Hello implements %s {
                    @Override
                    public String greet() {
                        return %s;
                    }
                }
                """.formatted(packageName, SERVICE, expression);
    }

    private String greetingOf(String name) {
        return imported(name, module -> {
            List<Greeter> greeters = module.services(Greeter.class);
            assertEquals(1, greeters.size(), "providers");
            return greeters.get(0).greet();
        });
    }

    private <T> T imported(String name, Function<ImportedModule, T> use) {
        try (PluginHost host = PluginHost.builder().plugins(plugins).build()) {
            return use.apply(host.importModule(name));
        }
    }
}
