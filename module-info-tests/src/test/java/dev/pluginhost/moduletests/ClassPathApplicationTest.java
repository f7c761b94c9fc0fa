package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One application and one plugin that says what it sees, on the module path and on the class path. The application has a library without a
 * declaration, {@code acme.mapper}, which reads records by reflection, and has loaded its API before it builds the host.
 */
@DisplayName("A plugin is the same, and sees the same, in an application that is")
class ClassPathApplicationTest {

    private static final String MAIN_CLASS = "acme.main.Main";

    /** What is the same wherever the application is. */
    private static final Map<String, String> ROWS = rows(
            "plugin", "acme.probe",
            "services of the application", "[Probe]",
            "API in the plugin's layer", "acme.api 1.5",
            "its own services", "[acme.probe.Probe]",
            "services by its loader", "[acme.mapper.Polite, acme.probe.Probe]",
            "class that the library passes on", "acme.helper.Helper",
            "record beside a provider", "refused",
            "services that it does not declare to use", "refused",
            "module that the API passes on", "INFO",
            "module that one of the JDK passes on", "name",
            "prerequisite", "acme.base",
            "proxy", "from a proxy",
            "enum", "GOOD",
            "record that is exported", "[1, 2]",
            "record that is not", "refused",
            "record that is opened to the library", "[1, 2]",
            "problems", "[]",
            "unloaded", "acme.probe COLLECTED, acme.base COLLECTED",
            "reloaded", "acme.base true, acme.probe true",
            "code that asked for an unknown plugin", "true");

    @TempDir
    Path directory;

    private Path plugins;
    private Path api;
    private Path mapper;
    private Path helper;
    private Path main;

    private static Map<String, String> rows(String... texts) {
        Map<String, String> rows = new LinkedHashMap<>();
        for (int i = 0; i < texts.length; i += 2) {
            rows.put(texts[i], texts[i + 1]);
        }
        return rows;
    }

    @BeforeEach
    void build() throws IOException {
        plugins = directory.resolve("plugins");
        api = apiJar();
        mapper = mapperJar();
        helper = jar(
                "acme.helper.jar",
                Application.compile(
                        directory.resolve("helper"),
                        List.of(),
                        Map.of("acme/helper/Helper.java", "package acme.helper; public class Helper {}")));
        main = mainClasses();
        Path base = PluginSource.module("acme.base")
                .exports("acme.base")
                .source("package acme.base; public class Base { public String toString() { return \"acme.base\"; } }")
                .jar(plugins);
        probe(base).jar(plugins);
    }

    private Path apiJar() {
        Path classes = Application.compile(
                directory.resolve("acme.api"),
                List.of("-Xlint:-module", "--module-version", "1.5"),
                Map.of(
                        "module-info.java",
                        "module acme.api { requires transitive java.logging; exports acme.api; exports acme.api.hidden to acme.main; }",
                        "acme/api/Greeter.java",
                        "package acme.api; public interface Greeter { String greet() throws Exception; }",
                        "acme/api/Mood.java",
                        "package acme.api; public enum Mood { GOOD, BAD }",
                        "acme/api/AbstractGreeter.java",
                        "package acme.api; public abstract class AbstractGreeter implements Greeter {"
                                + " protected String row(String name, Object what) { return name + \"=\" + what + \"\\n\"; } }",
                        "acme/api/hidden/Secret.java",
                        "package acme.api.hidden; public class Secret {}"));
        return jar("acme.api-1.5.jar", classes);
    }

    private Path mapperJar() throws IOException {
        Path classes = Application.compile(
                directory.resolve("mapper"),
                List.of("--class-path", api.toString()),
                Map.of(
                        "acme/mapper/Polite.java",
                        "package acme.mapper; public class Polite implements acme.api.Greeter {"
                                + " @Override public String greet() { return \"good day\"; } }",
                        "acme/mapper/Mapper.java",
                        """
                        package acme.mapper;

                        import java.lang.reflect.RecordComponent;
                        import java.util.ArrayList;
                        import java.util.List;

                        public class Mapper {
                            public static String map(Object record) throws ReflectiveOperationException {
                                List<Object> values = new ArrayList<>();
                                try {
                                    for (RecordComponent component : record.getClass().getRecordComponents()) {
                                        values.add(component.getAccessor().invoke(record));
                                    }
                                    return values.toString();
                                } catch (IllegalAccessException e) {
                                    return "refused";
                                }
                            }
                        }
                        """));
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("acme.api.Greeter"), "acme.mapper.Polite\n");
        return jar("acme.mapper.jar", classes);
    }

    private Path mainClasses() {
        return Application.compile(
                directory.resolve("acme.main"),
                List.of(
                        "-Xlint:-requires-automatic",
                        "--module-path",
                        Run.path(Artifacts.HOST_API, api, mapper, helper)),
                Map.of(
                        "module-info.java",
                        "module acme.main { requires dev.pluginhost; requires acme.api; requires acme.mapper; requires java.sql; }",
                        "acme/main/Main.java",
                        """
                        package acme.main;

                        import acme.api.Greeter;
                        import dev.pluginhost.PluginHost;
                        import dev.pluginhost.PluginNotFoundException;
                        import dev.pluginhost.UnloadReport;
                        import java.nio.file.Path;
                        import java.util.stream.Collectors;

                        public class Main {
                            public static void main(String[] args) throws Exception {
                                Class.forName(Greeter.class.getName());
                                try (PluginHost host = PluginHost.builder().plugins(Path.of(args[0])).build()) {
                                    host.start();
                                    call(host);
                                    try {
                                        host.importModule("acme.none");
                                    } catch (PluginNotFoundException e) {
                                        System.out.println("code that asked for an unknown plugin="
                                                + e.getMessage().contains("acme.main.Main.main(Main.java:"));
                                    }
                                    System.out.println("problems=" + host.check());
                                    UnloadReport report = host.unload("acme.base").get();
                                    System.out.println("unloaded=" + report.plugins().stream()
                                            .map(plugin -> plugin.name() + " " + plugin.collection())
                                            .collect(Collectors.joining(", ")));
                                    host.importModule("acme.probe");
                                    host.reload("acme.base").get();
                                    System.out.println("reloaded=acme.base " + host.find("acme.base").isPresent()
                                            + ", acme.probe " + host.find("acme.probe").isPresent());
                                }
                            }

                            /** A method of its own, so that its local variables hold no plugin afterwards. */
                            private static void call(PluginHost host) throws Exception {
                                host.importModule("acme.probe");
                                System.out.print("services of the application=");
                                System.out.println(host.services(Greeter.class));
                                for (Greeter greeter : host.services(Greeter.class)) {
                                    System.out.print(greeter.greet());
                                }
                            }
                        }
                        """));
    }

    private PluginSource probe(Path base) {
        return PluginSource.module("acme.probe")
                .requires("acme.api", "acme.mapper", "acme.base", "java.sql")
                .exports("acme.probe.shown")
                .declares("uses acme.api.Greeter; provides acme.api.Greeter with acme.probe.Probe;"
                        + " opens acme.probe.opened to acme.mapper")
                .compiledAgainst(api, mapper, helper, base)
                .source("package acme.probe; record Beside(int x, int y) {}")
                .source("package acme.probe.shown; public record Point(int x, int y) {}")
                .source("package acme.probe.opened; public record Point(int x, int y) {}")
                .source("package acme.probe.closed; public record Point(int x, int y) {}")
                .source("""
                        package acme.probe;

                        import acme.api.AbstractGreeter;
                        import acme.api.Greeter;
                        import acme.api.Mood;
                        import acme.mapper.Mapper;
                        import java.lang.reflect.Proxy;
                        import java.util.ServiceConfigurationError;
                        import java.util.ServiceLoader;

                        public class Probe extends AbstractGreeter {
                            @Override
                            public String greet() throws Exception {
                                Module module = getClass().getModule();
                                Module api = module.getLayer().findModule("acme.api").orElseThrow();
                                Greeter proxy = (Greeter) Proxy.newProxyInstance(
                                        getClass().getClassLoader(),
                                        new Class<?>[] {Greeter.class},
                                        (self, method, arguments) -> "from a proxy");
                                return row("plugin", module.getName())
                                        + row("module of the API's classes", Greeter.class.getModule().getName())
                                        + row("API in the plugin's layer", api.getName() + " "
                                                + api.getDescriptor().rawVersion().orElse("?"))
                                        + row("class of the API's module", Class.forName(api, "acme.api.Greeter"))
                                        + row("its own services", ServiceLoader.load(module.getLayer(), Greeter.class).stream()
                                                .map(ServiceLoader.Provider::type)
                                                .filter(type -> type.getModule() == module)
                                                .map(Class::getName).toList())
                                        + row("services by its loader", ServiceLoader.load(
                                                        Greeter.class, getClass().getClassLoader()).stream()
                                                .map(provider -> provider.type().getName()).sorted().toList())
                                        + row("class that the library passes on", acme.helper.Helper.class.getName())
                                        + row("record beside a provider", Mapper.map(new Beside(1, 2)))
                                        + row("services that it does not declare to use", undeclared(module))
                                        + row("module that the API passes on", java.util.logging.Level.INFO)
                                        + row("module that one of the JDK passes on", new javax.xml.namespace.QName("name"))
                                        + row("package that the API conceals", concealed())
                                        + row("prerequisite", new acme.base.Base())
                                        + row("proxy", proxy.greet())
                                        + row("enum", Mood.valueOf("GOOD"))
                                        + row("record that is exported", Mapper.map(new acme.probe.shown.Point(1, 2)))
                                        + row("record that is not", Mapper.map(new acme.probe.closed.Point(1, 2)))
                                        + row("record that is opened to the library", Mapper.map(new acme.probe.opened.Point(1, 2)));
                            }

                            @Override
                            public String toString() {
                                return "Probe";
                            }

                            private static Object undeclared(Module module) {
                                try {
                                    return ServiceLoader.load(module.getLayer(), Runnable.class);
                                } catch (ServiceConfigurationError e) {
                                    return "refused";
                                }
                            }

                            private static String concealed() {
                                try {
                                    return Class.forName("acme.api.hidden.Secret").getName();
                                } catch (ClassNotFoundException e) {
                                    return "not seen";
                                }
                            }
                        }
                        """);
    }

    private Path jar(String name, Path classes) {
        Path jar = directory.resolve(name);
        Tool.run("jar", "--create", "--file", jar, "-C", classes, ".");
        return jar;
    }

    @Test
    @DisplayName("on the module path, where the API is a module with classes")
    void onModulePath() {
        Run run = Run.java(
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, api, mapper, helper, main),
                "--module",
                "acme.main/" + MAIN_CLASS,
                plugins);

        assertRows(
                run,
                "module of the API's classes",
                "acme.api",
                "class of the API's module",
                "interface acme.api.Greeter",
                "package that the API conceals",
                "acme.api.hidden.Secret");
    }

    @Test
    @DisplayName("on the class path in jars and a directory, where a module stands for the API")
    void onClassPath() {
        Run run = Run.java(
                "--class-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, api, mapper, helper, main),
                MAIN_CLASS,
                plugins);

        assertStandIns(run);
    }

    @Test
    @DisplayName("on a class path with a wildcard")
    void onClassPathWithWildcard() throws IOException {
        Path lib = Files.createDirectory(directory.resolve("lib"));
        for (Path jar : List.of(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, api, mapper, helper)) {
            Files.copy(jar, lib.resolve(jar.getFileName()));
        }

        Run run = Run.java("--class-path", Run.path(lib.resolve("*"), main), MAIN_CLASS, plugins);

        assertStandIns(run);
    }

    @Test
    @DisplayName("in a jar whose manifest names the others")
    void inJarWithClassPath() throws IOException {
        Path manifest = Files.writeString(
                directory.resolve("manifest"),
                "Main-Class: " + MAIN_CLASS + "\nClass-Path: " + Artifacts.HOST_API.toUri() + "\n  "
                        + Artifacts.HOST_MODULES.toUri() + "\n  " + Artifacts.HOST_IMPL.toUri() + "\n  "
                        + api.getFileName() + " " + mapper.getFileName()
                        + " " + helper.getFileName() + "\n");
        Path application = directory.resolve("application.jar");
        Tool.run("jar", "--create", "--file", application, "--manifest", manifest, "-C", main, ".");

        Run run = Run.java("-jar", application, plugins);

        assertStandIns(run);
    }

    private static void assertStandIns(Run run) {
        assertRows(
                run,
                "module of the API's classes",
                "null",
                "class of the API's module",
                "null",
                "package that the API conceals",
                "not seen");
    }

    private static void assertRows(Run run, String... more) {
        assertEquals(0, run.exit(), run::toString);
        Map<String, String> expected = new LinkedHashMap<>(ROWS);
        expected.putAll(rows(more));
        Map<String, String> found = new LinkedHashMap<>();
        run.out().lines().forEach(line -> {
            int equals = line.indexOf('=');
            assertTrue(equals > 0, run::toString);
            found.put(line.substring(0, equals), line.substring(equals + 1));
        });
        assertEquals(new java.util.TreeMap<>(expected), new java.util.TreeMap<>(found), run::toString);
    }
}
