package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("With the host on the module path, an application that was compiled against host-api alone")
class ModulePathTest {

    @TempDir
    Path directory;

    private Path plugins;

    @BeforeEach
    void nameDirectories() {
        plugins = directory.resolve("plugins");
    }

    @Test
    @DisplayName("uses a plugin of its own service, as a module")
    void applicationOnModulePath() {
        Path application = Application.onModulePath(directory);
        Hello.provides("acme.app.Greeter", application).jar(plugins);

        Run run = Run.java(
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                "--add-modules",
                "dev.pluginhost.impl",
                "--module",
                Application.MODULE,
                plugins,
                Hello.NAME);

        assertEquals("Hello", run.succeeded());
    }

    @Test
    @DisplayName("has the implementation resolved without asking, as a module")
    void implementationIsBound() {
        Path application = Application.onModulePath(directory);
        Hello.provides("acme.app.Greeter", application).jar(plugins);

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
    @DisplayName("uses a plugin of a service of the JDK, from the class path")
    void applicationOnClassPath() {
        Path application = Application.onClassPath(directory);
        Hello.supplier().jar(plugins);

        Run run = Run.java(
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL),
                "--add-modules",
                "dev.pluginhost.impl",
                "--class-path",
                application,
                Application.MAIN_CLASS,
                plugins,
                Hello.NAME);

        assertEquals("Hello", run.succeeded());
    }

    @Test
    @DisplayName("from the class path, uses a plugin of a service of a module beside the host")
    void apiModuleBesideApplicationOnClassPath() {
        Path api = Application.compile(
                directory.resolve("acme.api"),
                List.of(),
                Map.of("module-info.java", "module acme.api { exports acme.api; }", "acme/api/Greeting.java", """
                        package acme.api;

                        public interface Greeting extends java.util.function.Supplier<String> {
                            String greet();

                            @Override
                            default String get() {
                                return greet();
                            }
                        }
                        """));
        Path application = Application.onClassPath(directory);
        Hello.provides("acme.api.Greeting", api)
                .declares("provides java.util.function.Supplier with acme.hello.Hello")
                .jar(plugins);

        Run run = Run.java(
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, api),
                "--add-modules",
                "dev.pluginhost.impl,acme.api",
                "--class-path",
                application,
                Application.MAIN_CLASS,
                plugins,
                Hello.NAME);

        assertEquals("Hello", run.succeeded());
    }

    @Test
    @DisplayName("gets a message that says how to resolve a module of its module path, and that works")
    void moduleOnThePathIsNotResolved() {
        Path api = Application.compile(
                directory.resolve("acme.api"),
                List.of(),
                Map.of(
                        "module-info.java",
                        "module acme.api { exports acme.api; }",
                        "acme/api/Api.java",
                        "package acme.api; public interface Api {}"));
        Path application = Application.onModulePath(directory);
        Hello.provides("acme.app.Greeter", application)
                .requires("acme.api")
                .compiledAgainst(api)
                .jar(plugins);
        List<String> options = List.of(
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application, api));

        String message = Run.java(options, "--module", Application.MODULE, plugins, Hello.NAME)
                .failed();

        Matcher cure = Pattern.compile("(--add-modules) (\\S+)").matcher(message);
        assertTrue(cure.find(), message);
        Run run = Run.java(options, cure.group(1), cure.group(2), "--module", Application.MODULE, plugins, Hello.NAME);
        assertEquals("Hello", run.succeeded());
    }
}
