package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test provokes the failure, then does what its message says. */
@DisplayName("If no host can be built, the message has the cure, and the cure helps, with")
class HostUnavailableTest {

    private static final String EXCEPTION = IllegalStateException.class.getName() + ": ";

    @TempDir
    Path directory;

    private Path plugins;

    @BeforeEach
    void nameDirectories() {
        plugins = directory.resolve("plugins");
    }

    @Test
    @DisplayName("no host-impl on the class path")
    void noImplementationOnClassPath() {
        Path application = Application.onClassPath(directory);
        Hello.supplier().jar(plugins);

        String message = Run.java(
                        "--class-path",
                        Run.path(Artifacts.HOST_API, application),
                        Application.MAIN_CLASS,
                        plugins,
                        Hello.NAME)
                .failed();

        assertTrue(message.startsWith(EXCEPTION), message);
        assertTrue(message.contains(Artifacts.HOST_API.getFileName().toString()), message);
        assertTrue(message.contains("; add the artifact dev.pluginhost:host-impl to it"), message);
        Run run = Run.java(
                "--class-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                Application.MAIN_CLASS,
                plugins,
                Hello.NAME);
        assertEquals("Hello", run.succeeded());
    }

    @Test
    @DisplayName("no host-modules on the class path")
    void noModulesOnClassPath() {
        Path application = Application.onClassPath(directory);
        Hello.supplier().jar(plugins);

        String message = Run.java(
                        "--class-path",
                        Run.path(Artifacts.HOST_API, Artifacts.HOST_IMPL, application),
                        Application.MAIN_CLASS,
                        plugins,
                        Hello.NAME)
                .failed();

        assertTrue(message.startsWith(EXCEPTION), message);
        assertTrue(message.contains("dev.pluginhost:host-modules is missing, wanted by host-impl"), message);
        assertTrue(message.contains(Artifacts.HOST_IMPL.getFileName().toString()), message);
        assertTrue(message.contains("; add it to the class path"), message);
    }

    @Test
    @DisplayName("no host-impl on the module path")
    void noImplementation() {
        Path application = Application.onModulePath(directory);
        Hello.provides("acme.app.Greeter", application).jar(plugins);

        String message = Run.java(
                        "--module-path",
                        Run.path(Artifacts.HOST_API, application),
                        "--module",
                        Application.MODULE,
                        plugins,
                        Hello.NAME)
                .failed();

        assertAll(
                () -> assertTrue(message.startsWith(EXCEPTION), message),
                () -> assertTrue(
                        message.contains("; add the artifact dev.pluginhost:host-impl to the module path"), message));
        Run run = Run.java(
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                "--module",
                Application.MODULE,
                plugins,
                Hello.NAME);
        assertEquals("Hello", run.succeeded());
    }

    @Test
    @DisplayName("host-impl on the module path but not resolved")
    void implementationNotResolved() {
        Path application = Application.onModulePath(directory);
        Hello.provides("acme.app.Greeter", application).jar(plugins);
        // Without the limit, the provider of dev.pluginhost is resolved as well.
        List<String> options = List.of(
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                "--limit-modules",
                "acme.app,dev.pluginhost.modules");

        String message = Run.java(options, "--module", Application.MODULE, plugins, Hello.NAME)
                .failed();

        assertTrue(message.startsWith(EXCEPTION), message);
        Matcher cure = Pattern.compile("if it is there already, start with (--add-modules) (\\S+)")
                .matcher(message);
        assertTrue(cure.find(), message);
        Run run = Run.java(options, cure.group(1), cure.group(2), "--module", Application.MODULE, plugins, Hello.NAME);
        assertEquals("Hello", run.succeeded());
    }
}
