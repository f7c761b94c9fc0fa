package dev.pluginhost.benchmarks.harness;

import dev.pluginhost.benchmarks.api.Total;
import dev.pluginhost.testkit.PluginSource;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of a JVM that measures: those that an application with one plugin system has, and no others. The benchmarks' own jar
 * stands for the application; it is on the class path.
 *
 * @param modules what is on the module path, if there is one; all of it is resolved
 * @param libraries what is on the class path beside the application
 */
public record Home(List<Path> modules, List<Path> libraries) {

    /** The module with the application's interface, which all plugins require. */
    public static final String API_MODULE = "benchmark.api";

    /** The jar of the application's interface. */
    public static final Path API = makeApi();

    /** An application that is measured with this host, whose modules are those of this JVM. */
    public static final Home HOST = new Home(
            Stream.concat(onPath("jdk.module.path", "").stream(), Stream.of(API))
                    .toList(),
            List.of());

    /** An application that makes layers itself. */
    public static final Home LAYERS = new Home(List.of(API), List.of());

    /** An application that is on the class path, with its interface. */
    public static final Home CLASS_PATH = new Home(List.of(), List.of());

    /** The same with jars of this JVM's class path, by the beginnings of their names. */
    public Home with(String... jars) {
        List<Path> more = new ArrayList<>(libraries);
        more.addAll(onPath("java.class.path", jars));
        return new Home(modules, more);
    }

    /** The options of a JVM for its modules. */
    public List<String> moduleOptions() {
        return modules.isEmpty()
                ? List.of()
                : List.of("--module-path", joined(modules), "--add-modules", "ALL-MODULE-PATH");
    }

    /** The options of a JVM that has these jars. */
    public List<String> options() {
        List<String> options = new ArrayList<>(moduleOptions());
        List<Path> classPath = onPath("java.class.path", "benchmarks-");
        classPath.addAll(libraries);
        options.addAll(List.of("--class-path", joined(classPath)));
        return options;
    }

    private static String joined(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The jars of a path whose names begin so. A path has jars, or directories of them. */
    private static List<Path> onPath(String property, String... names) {
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
            File[] inside = new File(entry).listFiles();
            for (File jar : inside == null ? new File[] {new File(entry)} : inside) {
                if (Stream.of(names).anyMatch(jar.getName()::startsWith)) {
                    jars.add(jar.toPath());
                }
            }
        }
        return jars;
    }

    /** The application's own copy of the interface is never loaded where this module is resolved. */
    private static Path makeApi() {
        try {
            Path directory = Files.createTempDirectory("benchmark-api");
            Path jar = PluginSource.module(API_MODULE)
                    .exports(Total.class.getPackageName())
                    .source(Total.class.getName(), "public interface Total { long get(); }")
                    .jar(directory);
            directory.toFile().deleteOnExit();
            jar.toFile().deleteOnExit();
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
