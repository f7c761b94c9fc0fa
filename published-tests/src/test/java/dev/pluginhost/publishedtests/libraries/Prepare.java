package dev.pluginhost.publishedtests.libraries;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes the bundle of a library: a plugin that uses it, and the jars. */
final class Prepare {

    /** What a plugin may use of the JDK, as on a class path. */
    private static final List<String> JDK = List.of(
            "java.compiler",
            "java.desktop",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.prefs",
            "java.rmi",
            "java.scripting",
            "java.security.jgss",
            "java.security.sasl",
            "java.sql",
            "java.sql.rowset",
            "java.transaction.xa",
            "java.xml",
            "java.xml.crypto",
            "jdk.httpserver",
            "jdk.jfr",
            "jdk.management",
            "jdk.unsupported");

    private Prepare() {}

    /** The directory of the bundle; it has the plugin's name. */
    static Path bundle(Library library, List<Path> jars, Path directory) throws IOException {
        Path bundle = Files.createDirectories(directory.resolve(library.name).resolve(library.plugin()));
        List<Path> copies = new ArrayList<>();
        for (Path jar : jars) {
            Path copy = bundle.resolve(jar.getFileName().toString());
            if (Files.exists(copy)) {
                copy = bundle.resolve(jar.getParent().getParent().getParent().getFileName() + "-" + jar.getFileName());
            }
            // No link: what a library writes into its jar must not reach the local repository.
            copies.add(Files.copy(jar, copy));
        }
        Path sources = Files.createDirectories(directory.resolve(library.name).resolve("sources"));
        Path classes = Files.createDirectories(directory.resolve(library.name).resolve("classes"));
        Path declaration = Files.writeString(sources.resolve("module-info.java"), declaration(library));
        Path use = Files.writeString(sources.resolve("Use.java"), library.source());
        compile(library, List.of(declaration, use), copies, classes);
        jar(classes, bundle.resolve(library.plugin() + "-1.0.0.jar"));
        return bundle;
    }

    private static String declaration(Library library) {
        return Stream.concat(JDK.stream(), library.requires.stream())
                .map(name -> "requires " + name + ";\n")
                .collect(Collectors.joining(
                        "",
                        "open module " + library.plugin() + " {\n",
                        "provides java.util.concurrent.Callable with " + library.plugin() + ".Use;\n}\n"));
    }

    private static void compile(Library library, List<Path> sources, List<Path> jars, Path classes) throws IOException {
        String path = jars.stream().map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator));
        List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-Xlint:none", "-parameters"));
        options.addAll(List.of("-d", classes.toString()));
        options.addAll(List.of("--add-reads", library.plugin() + "=ALL-UNNAMED"));
        options.addAll(List.of(library.requires.isEmpty() ? "--class-path" : "--module-path", path));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            output, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!compiled) {
                throw new IOException("does not compile: " + output);
            }
        }
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(bytes);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(file -> !file.equals(classes)).sorted().toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                // Scanners look for directories.
                entries.putNextEntry(new JarEntry(Files.isDirectory(file) ? name + "/" : name));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, entries);
                }
            }
        }
    }

    /** Deletes what an earlier run has left. */
    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
