package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A plugin that requires a module of the JDK")
class JdkModuleTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("that the application does not have is refused with the options that add it, and each of them helps")
    void missingFromTheApplication() {
        Path application = Application.onModulePath(directory);
        Path plugins = directory.resolve("plugins");
        Path plugin = Hello.provides("acme.app.Greeter", application)
                .requires("java.sql")
                .jar(plugins);
        List<String> options = List.of(
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application));

        String message = Run.java(options, "--module", Application.MODULE, plugins, Hello.NAME)
                .failed();

        assertTrue(message.startsWith(PluginException.class.getName() + ": "), message);
        assertTrue(message.contains("java.sql"), message);
        assertTrue(message.contains(Hello.NAME), message);
        assertTrue(message.contains(plugin.getFileName().toString()), message);
        Matcher cure = Pattern.compile("(--add-modules) ([\\w.]+)").matcher(message);
        for (String modules : List.of("java.sql", "java.se")) {
            assertTrue(cure.find(), message);
            assertEquals(modules, cure.group(2));
            Run run = Run.java(
                    options, cure.group(1), cure.group(2), "--module", Application.MODULE, plugins, Hello.NAME);
            assertEquals("Hello", run.succeeded());
        }
    }

    @Test
    @DisplayName(
            "that the application's image does not have is refused with the options of jlink that add it, and these help")
    void missingFromTheImage() {
        Path application = Application.onModulePath(directory);
        Path plugins = directory.resolve("plugins");
        Hello.provides("acme.app.Greeter", application).requires("java.sql").jar(plugins);
        List<String> modules = List.of(
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                "--add-modules",
                "acme.app,dev.pluginhost.impl");

        String message = start("without", modules, plugins).failed();

        assertTrue(message.startsWith(PluginException.class.getName() + ": "), message);
        Matcher cure = Pattern.compile("(--add-modules) (java.sql) and, .* with \"(--add-options=[^\"]+)\"")
                .matcher(message);
        assertTrue(cure.find(), message);
        List<String> cured = new ArrayList<>(modules);
        cured.addAll(List.of(cure.group(1), cure.group(2), cure.group(3)));
        assertEquals("Hello", start("with", cured, plugins).succeeded());
    }

    /** Makes an image, and starts the application in it. */
    private Run start(String name, List<String> options, Path plugins) {
        Path image = directory.resolve(name);
        Run.jlink(options, "--launcher", "hello=" + Application.MODULE, "--output", image)
                .succeeded();
        return Run.of(image.resolve("bin").resolve("hello"), plugins, Hello.NAME);
    }
}
