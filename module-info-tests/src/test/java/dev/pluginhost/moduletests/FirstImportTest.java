package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counts what a JVM loads from the builder to the first service of one of ten plugins, as each class costs time there. What is not counted is
 * the plugin's own, and what is in the archive of the JDK.
 */
@DisplayName("A first import loads few classes")
class FirstImportTest {

    /** What may be loaded at most: classes of the host; hidden classes, such as those of lambdas, beyond the JDK's own; other classes. */
    private record Most(int host, int hidden, int jdk) {}

    /** From this release on, the JDK's archive has more classes. */
    private static final boolean LARGE_ARCHIVE = Runtime.version().feature() >= 25;

    /** The run that loads the fewest classes counts: in some runs a thread waits for another one, and loads classes for that. */
    private static final int RUNS = 3;

    /** Lower these numbers when fewer are loaded. Three classes of the host log that it has started. */
    private static final Most WITH_INDEX = new Most(142, 1, LARGE_ARCHIVE ? 96 : 137);

    private static final Most WITHOUT_INDEX = new Most(147, 10, LARGE_ARCHIVE ? 168 : 234);

    @TempDir
    Path directory;

    private Path application;

    @Test
    @DisplayName("if the index is warm, and not many more without one")
    void counts() throws IOException {
        assumeTrue(Run.java("-Xshare:on", "-version").exit() == 0, "This JDK has no archive of its own");
        makeApplication();
        settle();
        // What the JDK itself loads to define a layer and make a service, without a host.
        List<String> floor = loaded("acme.count.Bare", "none");

        List<String> without = loaded("acme.count.Hosted", "index0");
        List<String> with = loaded("acme.count.Hosted", "index0");
        for (int run = 1; run < RUNS; run++) {
            without = shorter(without, loaded("acme.count.Hosted", "index" + run));
            with = shorter(with, loaded("acme.count.Hosted", "index" + run));
        }

        List<String> warm = with;
        List<String> cold = without;
        assertAll(
                () -> assertAtMost(WITH_INDEX, warm, floor, "With a warm index"),
                () -> assertAtMost(WITHOUT_INDEX, cold, floor, "Without an index"));
    }

    private static void assertAtMost(Most most, List<String> loaded, List<String> floor, String when) {
        List<String> rest = new ArrayList<>(loaded);
        List<String> hidden = take(rest, FirstImportTest::isHidden);
        List<String> host = take(rest, name -> name.startsWith("dev.pluginhost."));
        int hiddenOfJdk = (int) floor.stream().filter(FirstImportTest::isHidden).count();
        assertAll(
                () -> assertFew(most.host, host, when + ", classes of the host"),
                () -> assertFew(
                        most.hidden + hiddenOfJdk,
                        hidden,
                        when + ", hidden classes, of which the JDK alone has " + hiddenOfJdk),
                () -> assertFew(most.jdk, rest, when + ", classes of the JDK that its archive lacks"));
    }

    private static void assertFew(int most, List<String> names, String what) {
        assertTrue(
                names.size() <= most,
                () -> what + ": " + names.size() + ", not " + most + " at most:\n" + String.join("\n", names));
    }

    /** As plugins are that were installed before today: what was just written is read again by the next start. */
    private void settle() throws IOException {
        FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        try (Stream<Path> jars = Files.list(directory.resolve("plugins"))) {
            for (Path jar : jars.toList()) {
                Files.setLastModifiedTime(jar, yesterday);
            }
        }
    }

    private static List<String> shorter(List<String> one, List<String> other) {
        return one.size() <= other.size() ? one : other;
    }

    private static List<String> take(List<String> names, Predicate<String> which) {
        List<String> taken = names.stream().filter(which).toList();
        names.removeAll(taken);
        return taken;
    }

    /** Their names end with a slash or a plus and an address. */
    private static boolean isHidden(String name) {
        return name.contains("/0x") || name.contains("+0x");
    }

    /** The classes that a main class has loaded between two classes of its own, without those of the archive and of the plugin. */
    private List<String> loaded(String main, String index) throws IOException {
        Path log = directory.resolve("load.log");
        Run run = Run.in(
                directory,
                Run.JAVA,
                "-Xlog:disable",
                "-Xlog:class+load:file=" + log.getFileName(),
                "--module-path",
                Run.path(Artifacts.HOST_API, Artifacts.HOST_MODULES, Artifacts.HOST_IMPL, application),
                "--module",
                "acme.count/" + main,
                "plugins",
                "acme.nine",
                index);
        assertEquals("Hello", run.finished(main));
        LoadedClasses classes = LoadedClasses.read(log);
        return classes.between("acme.count.Begin", "acme.count.End").stream()
                .filter(name -> !classes.fromArchive(name) && !name.startsWith("acme."))
                .toList();
    }

    private void makeApplication() {
        Path classes = Application.compile(
                directory.resolve("acme.count"),
                List.of("--module-path", Artifacts.HOST_API.toString()),
                Map.of(
                        "module-info.java",
                        """
                        module acme.count {
                            requires dev.pluginhost;

                            exports acme.count;
                        }
                        """,
                        "acme/count/Greeter.java",
                        """
                        package acme.count;

                        public interface Greeter {
                            String greet();
                        }
                        """,
                        "acme/count/Begin.java",
                        """
                        package acme.count;

                        class Begin {
                            static void here() {}
                        }
                        """,
                        "acme/count/End.java",
                        """
                        package acme.count;

                        class End {
                            static void here() {}
                        }
                        """,
                        "acme/count/Hosted.java",
                        """
                        package acme.count;

                        import dev.pluginhost.PluginHost;
                        import java.nio.file.Path;

                        public class Hosted {
                            public static void main(String[] args) {
                                Path plugins = Path.of(args[0]);
                                Path index = Path.of(args[2]);
                                // The host logs that it has started, on a thread of its own. Finding a logger is not its cost.
                                System.getLogger("acme.count").log(System.Logger.Level.INFO, "begins");
                                Begin.here();
                                try (PluginHost host = PluginHost.builder().plugins(plugins).index(index).build()) {
                                    host.start();
                                    Greeter greeter = host.importModule(args[1]).services(Greeter.class).get(0);
                                    String greeting = greeter.greet();
                                    End.here();
                                    System.out.println(greeting);
                                }
                            }
                        }
                        """,
                        "acme/count/Bare.java",
                        """
                        package acme.count;

                        import java.lang.module.Configuration;
                        import java.lang.module.ModuleFinder;
                        import java.nio.file.Path;
                        import java.util.Set;

                        public class Bare {
                            public static void main(String[] args) throws Exception {
                                Path jar = Path.of(args[0], args[1] + ".jar");
                                ModuleFinder finder = ModuleFinder.of(jar);
                                finder.findAll();
                                ModuleLayer boot = ModuleLayer.boot();
                                Begin.here();
                                Configuration configuration =
                                        boot.configuration().resolve(finder, ModuleFinder.of(), Set.of(args[1]));
                                ModuleLayer layer =
                                        boot.defineModulesWithOneLoader(configuration, Bare.class.getClassLoader());
                                Module module = layer.findModule(args[1]).get();
                                Object greeter = Class.forName(module, args[1] + ".Hello").getConstructor().newInstance();
                                String greeting = ((Greeter) greeter).greet();
                                End.here();
                                System.out.println(greeting);
                            }
                        }
                        """));
        application = directory.resolve("acme.count.jar");
        Tool.run("jar", "--create", "--file", application, "-C", classes, ".");
        for (String number : List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")) {
            String name = "acme." + number;
            PluginSource.module(name)
                    .requires("acme.count")
                    .declares("exports " + name)
                    .declares("provides acme.count.Greeter with " + name + ".Hello")
                    .compiledAgainst(application)
                    .source("package " + name + ";\n"
                            + "public class Hello implements acme.count.Greeter {\n"
                            + "    @Override public String greet() { return \"Hello\"; }\n"
                            + "}\n")
                    .jar(directory.resolve("plugins"));
        }
    }
}
