package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An image made by jlink")
class ImageTest {

    @TempDir
    Path directory;

    private Path plugins;
    private Path application;

    @BeforeEach
    void compile() {
        application = Application.onModulePath(directory);
        plugins = directory.resolve("plugins");
        Hello.provides("acme.app.Greeter", application).jar(plugins);
    }

    @Test
    @DisplayName("imports plugins that were added later")
    void importsPlugins() {
        Path image = image("acme.app,dev.pluginhost.impl");

        assertEquals("Hello", start(image).succeeded());
    }

    @Test
    @DisplayName("without the implementation says how to make it, and this helps")
    void withoutImplementation() {
        String message = start(image("acme.app")).failed();

        assertTrue(message.startsWith(IllegalStateException.class.getName() + ": "), message);
        Matcher cure = Pattern.compile("in an image made by jlink: make it with --add-modules ([\\w.]+)\\)")
                .matcher(message);
        assertTrue(cure.find(), message);
        assertEquals("Hello", start(image("acme.app," + cure.group(1))).succeeded());
    }

    private Path image(String modules) {
        Path image = directory.resolve("image-" + modules.replace(",", "-"));
        Run.jlink(
                        "--module-path",
                        Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                        "--add-modules",
                        modules,
                        "--launcher",
                        "hello=" + Application.MODULE,
                        "--output",
                        image)
                .succeeded();
        return image;
    }

    private Run start(Path image) {
        return Run.of(image.resolve("bin").resolve("hello"), plugins, Hello.NAME);
    }
}
