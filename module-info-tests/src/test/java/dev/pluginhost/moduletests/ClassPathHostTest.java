package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test starts JVMs with the host on the class path, and some with it on the module path. */
@DisplayName("A host on the class path")
class ClassPathHostTest {

    private static final String MAIN_CLASS = "acme.main.Main";

    @TempDir
    Path directory;

    private Path plugins;
    private Path index;
    private Path api;
    private Path main;

    @BeforeEach
    void build() throws IOException {
        plugins = Files.createDirectory(directory.resolve("plugins"));
        index = directory.resolve("index");
        api = api("1.0");
        main = Application.compile(
                directory.resolve("acme.main"),
                List.of("--module-path", Run.path(Artifacts.HOST_API, api)),
                Map.of(
                        "module-info.java",
                        "module acme.main { requires dev.pluginhost; requires acme.api; }",
                        "acme/main/Main.java",
                        """
                        package acme.main;

                        import acme.api.Greeter;
                        import dev.pluginhost.ImportedModule;
                        import dev.pluginhost.PluginException;
                        import dev.pluginhost.PluginHost;
                        import dev.pluginhost.PluginListener;
                        import java.nio.file.Files;
                        import java.nio.file.Path;
                        import java.nio.file.StandardCopyOption;
                        import java.util.ArrayList;
                        import java.util.List;
                        import java.util.Set;
                        import java.util.concurrent.ConcurrentHashMap;
                        import java.util.concurrent.CountDownLatch;
                        import java.util.concurrent.LinkedBlockingQueue;

                        public class Main {
                            private static final int THREADS = 16;

                            public static void main(String[] args) throws Exception {
                                PluginHost.Builder builder =
                                        PluginHost.builder().plugins(Path.of(args[0])).index(Path.of(args[1]));
                                switch (args[2]) {
                                    case "greet" -> greet(builder, args);
                                    case "threads" -> threads(args);
                                    case "watch" -> watch(builder, Path.of(args[3]), Path.of(args[0], args[4]));
                                    default -> throw new IllegalArgumentException(args[2]);
                                }
                            }

                            private static void greet(PluginHost.Builder builder, String[] args) {
                                if (args.length > 3) {
                                    builder.disabled(args[3]);
                                }
                                try (PluginHost host = builder.build()) {
                                    host.start();
                                    host.check().forEach(problem -> System.out.println(
                                            problem.severity() + " " + problem.reason() + ": " + problem.message()));
                                    try {
                                        host.importModule("acme.user").services(Greeter.class)
                                                .forEach(greeter -> System.out.println(greeter.greet()));
                                    } catch (PluginException e) {
                                        System.out.println(e.reason());
                                    }
                                }
                            }

                            /** Two hosts, whose plugins are imported by many threads at once: of each host, one module stands for the API. */
                            private static void threads(String[] args) throws Exception {
                                List<PluginHost> hosts = new ArrayList<>();
                                List<Set<Module>> seen = new ArrayList<>();
                                CountDownLatch all = new CountDownLatch(2 * THREADS);
                                List<Thread> threads = new ArrayList<>();
                                for (int i = 0; i < 2; i++) {
                                    PluginHost host = PluginHost.builder().plugins(Path.of(args[0]))
                                            .index(Path.of(args[1])).importThreads(4).build();
                                    host.start();
                                    Set<Module> apis = ConcurrentHashMap.newKeySet();
                                    hosts.add(host);
                                    seen.add(apis);
                                    for (int t = 0; t < THREADS; t++) {
                                        String name = "acme.p" + t % 8;
                                        threads.add(new Thread(() -> {
                                            all.countDown();
                                            try {
                                                all.await();
                                                ImportedModule module = host.importModule(name);
                                                apis.add(module.module().getLayer().findModule("acme.api").orElseThrow());
                                                apis.add(module.module().getLayer().findModule("acme.more").orElseThrow());
                                            } catch (InterruptedException | RuntimeException e) {
                                                e.printStackTrace();
                                            }
                                        }));
                                    }
                                }
                                threads.forEach(Thread::start);
                                for (Thread thread : threads) {
                                    thread.join();
                                }
                                for (int i = 0; i < 2; i++) {
                                    System.out.println(hosts.get(i).services(Greeter.class).size() + " services, "
                                            + seen.get(i).size() + " modules");
                                    hosts.get(i).close();
                                }
                            }

                            private static void watch(PluginHost.Builder builder, Path next, Path old) throws Exception {
                                LinkedBlockingQueue<String> imported = new LinkedBlockingQueue<>();
                                try (PluginHost host = builder.watch().build()) {
                                    host.listen(new PluginListener() {
                                        @Override
                                        public void imported(ImportedModule module) {
                                            imported.add(module.name() + " " + module.version().orElseThrow());
                                        }
                                    });
                                    host.start();
                                    host.importModule("acme.user");
                                    System.out.println(imported.take());
                                    Files.move(next, old, StandardCopyOption.REPLACE_EXISTING);
                                    System.out.println(imported.take());
                                    host.services(Greeter.class).forEach(greeter -> System.out.println(greeter.greet()));
                                }
                            }
                        }
                        """));
        settle(main.resolve("module-info.class"));
    }

    /** Another version has another time, as after any build. */
    private Path api(String version) throws IOException {
        Path jar = PluginSource.module("acme.api")
                .version(version)
                .exports("acme.api")
                .source("package acme.api; public interface Greeter { String greet(); }")
                .jar(directory, "acme.api.jar");
        return Files.setLastModifiedTime(jar, FileTime.fromMillis(version.hashCode() * 1_000_000L));
    }

    private PluginSource user(String greeting) {
        return PluginSource.module("acme.user")
                .requires("acme.api")
                .declares("provides acme.api.Greeter with acme.user.Hello")
                .compiledAgainst(api)
                .source("package acme.user; public class Hello implements acme.api.Greeter {"
                        + " public String greet() { return " + greeting + "; } }");
    }

    /** Only what was written some time ago is known again. */
    private static Path settle(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    }

    private String onClassPath(List<Path> more, Object... arguments) {
        Path[] all = Stream.concat(
                        Stream.of(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, api, main),
                        more.stream())
                .toArray(Path[]::new);
        return Run.java("--class-path", Run.path(all), MAIN_CLASS, plugins, index, List.of(arguments))
                .finished("on the class path");
    }

    private String onModulePath(Object... arguments) {
        return Run.java(
                        "--module-path",
                        Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, api, main),
                        "--module",
                        "acme.main/" + MAIN_CLASS,
                        plugins,
                        index,
                        List.of(arguments))
                .finished("on the module path");
    }

    private Path kept(String magic) throws IOException {
        try (Stream<Path> files = Files.list(index)) {
            return files.filter(file -> {
                        try {
                            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).startsWith(magic);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("No file that begins with " + magic));
        }
    }

    @Test
    @DisplayName("uses the graph of an earlier run, whichever kind of run was before it")
    void oneIndex() throws IOException {
        settle(user("\"hello\"").jar(plugins));
        assertEquals("hello", onClassPath(List.of(), "greet"));
        Files.delete(kept("plugindx"));
        assertEquals("hello", onClassPath(List.of(), "greet"));
        try (Stream<Path> files = Files.list(index)) {
            assertEquals(2, files.count(), "the graph and the class path, but no index");
        }
        for (int i = 0; i < 2; i++) {
            assertEquals("hello", onModulePath("greet"));
            assertEquals("hello", onClassPath(List.of(), "greet"));
        }

        api = api("2.0");

        assertTrue(onClassPath(List.of(), "greet").contains("ERROR VERSION: "), "API of another version");
        assertTrue(onModulePath("greet").contains("ERROR VERSION: "), "API of another version");
        api = api("1.0");
        assertEquals("hello", onClassPath(List.of(), "greet"));
    }

    @Test
    @DisplayName("makes each stand-in once, although there are two hosts and many threads")
    void threads() throws IOException {
        Path more = PluginSource.module("acme.more")
                .exports("acme.more")
                .source("package acme.more; public class More {}")
                .jar(directory);
        for (int i = 0; i < 8; i++) {
            PluginSource.module("acme.p" + i)
                    .requires("acme.api", "acme.more")
                    .declares("provides acme.api.Greeter with acme.p" + i + ".Hello")
                    .compiledAgainst(api, more)
                    .source("package acme.p" + i + "; public class Hello implements acme.api.Greeter {"
                            + " public String greet() { return new acme.more.More().toString(); } }")
                    .jar(plugins);
        }

        assertEquals("8 services, 2 modules\n8 services, 2 modules", onClassPath(List.of(more), "threads"));
    }

    @Test
    @DisplayName("follows changes of a plugin that requires the class path")
    void watch() throws IOException {
        user("\"one\"").version("1").jar(plugins);
        Path next = user("\"two\"").version("2").jar(Files.createDirectory(directory.resolve("next")));

        assertEquals("acme.user 1\nacme.user 2\ntwo", onClassPath(List.of(), "watch", next, "acme.user.jar"));
    }

    @Test
    @DisplayName("does not replace a plugin that is not to be used by a jar of its name")
    void notInstead() throws IOException {
        PluginSource optional =
                PluginSource.module("acme.opt").exports("acme.opt").source("package acme.opt; public class Opt {}");
        Path jar = optional.jar(directory);
        user("seen()")
                .requires("static acme.opt")
                .compiledAgainst(api, jar)
                .source("package acme.user; public class Hello implements acme.api.Greeter { public String greet() {"
                        + " try { return new acme.opt.Opt().getClass().getModule().getName() + \" module\"; }"
                        + " catch (NoClassDefFoundError e) { return \"not seen\"; } } }")
                .jar(plugins);

        assertEquals("null module", onClassPath(List.of(jar), "greet"));
        assertEquals("not seen", onClassPath(List.of(), "greet"));
        Files.copy(jar, plugins.resolve("acme.opt.jar"));
        assertTrue(onClassPath(List.of(jar), "greet").endsWith("acme.opt module"), "the plugin");
        for (int run = 0; run < 2; run++) {
            assertTrue(onClassPath(List.of(jar), "greet", "acme.opt").endsWith("not seen"), "nothing");
        }
    }

    @Test
    @DisplayName("says that a plugin has a copy of the type of its service")
    void copy() throws IOException {
        Path bundle = Files.createDirectory(plugins.resolve("acme.user"));
        user("\"hello\"").jar(bundle);
        Files.copy(api, bundle.resolve(api.getFileName()));

        String out = onClassPath(List.of(), "greet");

        assertTrue(out.startsWith("WARNING PROVIDES_NOTHING: Plugin acme.user ("), out);
        assertTrue(out.contains(") provides acme.api.Greeter of its own, in "), out);
        assertTrue(out.contains("; take the copy out of the plugin"), out);
    }

    @Test
    @DisplayName("says that a plugin refers to classes that a plain jar does not have in this version")
    void otherVersion() throws IOException {
        PluginSource old = PluginSource.automatic("acme.plain").source("package acme.plain; public class Old {}");
        Path before = old.jar(directory, "acme.plain-1.0.jar");
        Path after = old.source("package acme.plain; public class New {}").jar(directory, "acme.plain-2.0.jar");
        user("String.valueOf(acme.plain.Old.class == null ? acme.plain.New.class : 1)")
                .requires("acme.plain")
                .compiledAgainst(api, after)
                .jar(plugins);

        assertEquals("1", onClassPath(List.of(after), "greet"));
        String out = onClassPath(List.of(before), "greet");
        assertTrue(out.startsWith("WARNING VERSION: Plugin acme.user ("), out);
        assertTrue(
                out.contains("refers to acme.plain.New, which acme.plain@1.0 on the class path does not have; "), out);
    }

    @Test
    @DisplayName("says what a module passes on and is not there, and names jars of like name")
    void lost() throws IOException {
        Path lost = PluginSource.module("acme.lost")
                .exports("acme.lost")
                .source("package acme.lost; public class Lost {}")
                .jar(directory);
        Path lib = PluginSource.module("acme.lib")
                .requires("transitive acme.lost")
                .compiledAgainst(lost)
                .exports("acme.lib")
                .source("package acme.lib; public class Lib {}")
                .jar(directory);
        user("\"hello\"").requires("acme.lib").compiledAgainst(api, lib, lost).jar(plugins);

        String out = onClassPath(List.of(lib), "greet");
        assertTrue(out.startsWith("WARNING MISSING: Module acme.lib of the class path, required by acme.user ("), out);
        assertTrue(out.contains("), passes on acme.lost, which is not there; add its jar to the class path, or "), out);
        assertTrue(out.endsWith("hello"), out);
        assertEquals("hello", onClassPath(List.of(lib, lost), "greet"));
        Path near = PluginSource.module("acme.lip")
                .source("package acme.lip; public class Lip {}")
                .jar(directory);
        out = onClassPath(List.of(near), "greet");
        assertTrue(out.contains("(modules of like name on the class path: acme.lip)"), out);
        assertTrue(!out.contains("module path"), out);
    }

    @Test
    @DisplayName("in a shaded jar has the modules that the manifest declares")
    void shaded() throws IOException {
        user("\"hello\"").jar(plugins);
        Path classes = Files.createDirectory(directory.resolve("classes"));
        for (Path jar : List.of(Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, api, Artifacts.HOST_API)) {
            Run.in(classes, Run.JAVA.resolveSibling("jar"), "--extract", "--file", jar)
                    .succeeded();
        }
        Files.delete(classes.resolve("module-info.class"));
        Files.delete(main.resolve("module-info.class"));
        Path manifest = Files.writeString(
                directory.resolve("manifest"),
                "Main-Class: " + MAIN_CLASS + "\nPluginHost-Modules: acme.api@1.0 exports acme.api\n");
        Path jar = directory.resolve("shaded.jar");
        Tool.run("jar", "--create", "--file", jar, "--manifest", manifest, "-C", classes, ".", "-C", main, ".");

        assertEquals("hello", Run.java("-jar", jar, plugins, index, "greet").finished("shaded"));
    }
}
