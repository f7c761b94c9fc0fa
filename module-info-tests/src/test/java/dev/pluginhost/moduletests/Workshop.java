package dev.pluginhost.moduletests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory in which the examples of one page are built and run. It has {@code lib}, with the jars of the host and of the
 * application, {@code plugins}, and {@code pluginhost.jar}. Each project is a directory of sources: {@code app} becomes a jar in {@code lib}, every
 * other one a jar in {@code plugins}, or in {@code next} if its name ends so.
 */
final class Workshop {

    private static final Pattern MODULE = Pattern.compile("\\bmodule\\s+([\\w.]+)");
    private static final String MANIFEST = "MANIFEST.MF";
    private static final String APPLICATION = "app";

    private final Path directory;
    private final Path lib;
    private final Path plugins;
    private int built;

    Workshop(Path directory) {
        this.directory = directory;
        this.lib = create(directory.resolve("lib"));
        this.plugins = create(directory.resolve("plugins"));
        copy(Artifacts.HOST_API, lib);
        copy(Artifacts.HOST_MODULES, lib);
        copy(Artifacts.HOST_IMPL, lib);
        copy(Artifacts.PLUGINHOST_JAR, directory);
    }

    Path directory() {
        return directory;
    }

    Path lib() {
        return lib;
    }

    Path plugins() {
        return plugins;
    }

    /** Writes files, given by their paths. */
    void write(Map<String, String> files) {
        files.forEach((path, text) -> {
            Path file = directory.resolve(path);
            create(file.getParent());
            writeFile(file, text);
        });
    }

    /** Compiles projects with a module declaration, the application first, and packs each as a jar. */
    void build(Map<String, String> files) {
        Map<String, Map<String, String>> projects = new LinkedHashMap<>();
        projects.put(APPLICATION, new LinkedHashMap<>());
        files.forEach((path, text) -> {
            int slash = path.indexOf('/');
            projects.computeIfAbsent(path.substring(0, slash), name -> new LinkedHashMap<>())
                    .put(path.substring(slash + 1), text);
        });
        projects.forEach((name, sources) -> {
            Matcher module = MODULE.matcher(sources.getOrDefault("module-info.java", ""));
            if (module.find()) {
                Path target =
                        name.equals(APPLICATION) ? lib : name.endsWith("-next") ? directory.resolve("next") : plugins;
                build(module.group(1), sources, target, Run.path(lib, plugins));
            }
        });
    }

    /** Compiles the sources of one module and packs them as {@code <module>.jar}. Each further one has a higher version. */
    Path build(String module, Map<String, String> sources, Path target, String modulePath) {
        int version = ++built;
        Path classes = Application.compile(
                create(directory.resolve("classes" + version)).resolve(module), List.of("-p", modulePath), sources);
        Path jar = create(target).resolve(module + ".jar");
        Tool.run("jar", "--create", "--file", jar, "--module-version", version, "-C", classes, ".");
        return jar;
    }

    /**
     * Compiles sources without a module declaration and packs them, and the other files, as {@code <name>.jar}. The manifest
     * is what {@code MANIFEST.MF} says.
     */
    Path buildPlain(String name, Map<String, String> files, Path target, String classPath) {
        int number = ++built;
        Path classes = create(directory.resolve("classes" + number).resolve(name));
        Path project = directory.resolve("sources" + number).resolve(name);
        List<Path> paths = new ArrayList<>();
        files.forEach((path, text) -> {
            Path file = (path.endsWith(".java") || path.equals(MANIFEST) ? project : classes).resolve(path);
            create(file.getParent());
            writeFile(file, text);
            if (path.endsWith(".java")) {
                paths.add(file);
            }
        });
        // From JDK 23 on, annotation processors run only if their path is named; PF4J's finds extensions.
        Tool.run("javac", "--release", "17", "-cp", classPath, "-processorpath", classPath, "-d", classes, paths);
        Path jar = create(target).resolve(name + ".jar");
        if (files.containsKey(MANIFEST)) {
            Tool.run("jar", "--create", "--file", jar, "--manifest", project.resolve(MANIFEST), "-C", classes, ".");
        } else {
            Tool.run("jar", "--create", "--file", jar, "-C", classes, ".");
        }
        return jar;
    }

    /** Runs a script as a user would type it, with the JDK of these tests on the path. */
    Run shell(String script) {
        String bin = Run.JAVA.getParent().toString();
        return Run.in(
                directory,
                Path.of("/usr/bin/env"),
                "PATH=" + bin + File.pathSeparator + System.getenv("PATH"),
                "XDG_CACHE_HOME=" + directory.resolve("cache"),
                "sh",
                "-ec",
                script);
    }

    private static void writeFile(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path file, Path directory) {
        try {
            Files.copy(file, directory.resolve(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path create(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jars of a directory. */
    static Path[] jars(Path directory) {
        List<Path> jars = new ArrayList<>();
        try (var files = Files.newDirectoryStream(directory, "*.jar")) {
            files.forEach(jars::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jars.stream().sorted().toArray(Path[]::new);
    }
}
