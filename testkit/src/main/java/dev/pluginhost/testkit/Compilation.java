package dev.pluginhost.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Runs javac in this process, from memory to memory. Each run has its own file manager, so no file stays open and tests
 * can compile at the same time.
 */
final class Compilation {

    private static final List<String> OPTIONS = List.of("-proc:none", "-g", "-nowarn", "-Xlint:none");

    private Compilation() {}

    /** The classes of a jar that is no named module, by entry name. */
    static Map<String, byte[]> ofAutomatic(PluginSource source) {
        List<Path> classPath = new ArrayList<>(source.compilePath());
        classPath.addAll(ApplicationModules.running().locations());
        return compile(List.of(source), false, classPath).getOrDefault(source.name(), Map.of());
    }

    /** The classes of named modules that may require each other, by module and entry name. */
    static Map<String, Map<String, byte[]>> ofModules(List<PluginSource> sources, List<Path> alsoAgainst) {
        Set<Path> artifacts = new LinkedHashSet<>(alsoAgainst);
        sources.forEach(source -> artifacts.addAll(source.compilePath()));
        Set<String> required = new LinkedHashSet<>();
        sources.forEach(source -> required.addAll(source.required()));
        ModuleFinder.of(artifacts.toArray(Path[]::new))
                .findAll()
                .forEach(module -> module.descriptor().requires().forEach(requires -> required.add(requires.name())));
        List<Path> modulePath = new ArrayList<>(artifacts);
        modulePath.addAll(ApplicationModules.running().locations(required));
        Map<String, Map<String, byte[]>> classes = compile(sources, true, modulePath);

        Map<String, String> versions = new LinkedHashMap<>();
        sources.forEach(source -> source.version().ifPresent(version -> versions.put(source.name(), version)));
        classes.values()
                .forEach(entries -> entries.computeIfPresent(
                        PluginSource.MODULE_INFO + ".class",
                        (name, content) -> ModuleInfo.withVersions(content, versions)));
        return classes;
    }

    /** A class that is in no package. */
    static byte[] ofRootPackage(String type) {
        SourceFile file = new SourceFile("unnamed", type, "public class " + type + " {}");
        return javac(List.of(file), false, List.of()).get(0).content().toByteArray();
    }

    private static Map<String, Map<String, byte[]>> compile(
            List<PluginSource> sources, boolean modular, List<Path> path) {
        Map<String, Map<String, byte[]>> classes = new LinkedHashMap<>();
        sources.forEach(source -> classes.put(source.name(), new LinkedHashMap<>()));
        Set<Integer> releases = new TreeSet<>(Set.of(PluginSource.BASE));
        sources.forEach(source -> releases.addAll(source.releases()));
        for (int release : releases) {
            List<SourceFile> files = new ArrayList<>();
            for (PluginSource source : sources) {
                source.sourcesAt(release).forEach((type, text) -> files.add(new SourceFile(source.name(), type, text)));
            }
            for (MemoryFileManager.Written written : javac(files, modular, path)) {
                PluginSource source = find(sources, written.source().module());
                if (source.hasAt(release, written.source().type())) {
                    String directory = release == PluginSource.BASE ? "" : "META-INF/versions/" + release + "/";
                    String entry = directory + written.binaryName().replace('.', '/') + ".class";
                    Map<String, byte[]> entries = classes.getOrDefault(source.name(), Map.of());
                    entries.put(entry, written.content().toByteArray());
                }
            }
        }
        return classes;
    }

    private static PluginSource find(List<PluginSource> sources, String name) {
        for (PluginSource source : sources) {
            if (source.name().equals(name)) {
                return source;
            }
        }
        throw new AssertionError(name);
    }

    private static List<MemoryFileManager.Written> javac(List<SourceFile> files, boolean modular, List<Path> path) {
        if (files.isEmpty()) {
            return List.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException(
                    "This Java runtime has no javac; run the tests on a JDK that has the module jdk.compiler");
        }
        Set<String> modules =
                files.stream().map(SourceFile::module).collect(Collectors.toCollection(LinkedHashSet::new));
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard =
                        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8);
                MemoryFileManager memory = new MemoryFileManager(standard, modular, files)) {
            standard.setLocationFromPaths(StandardLocation.MODULE_PATH, modular ? path : List.of());
            standard.setLocationFromPaths(StandardLocation.CLASS_PATH, modular ? List.of() : path);
            boolean compiled = compiler.getTask(null, memory, diagnostics, OPTIONS, null, files)
                    .call();
            if (!compiled) {
                throw CompilationFailure.of(naming(modules), diagnostics.getDiagnostics());
            }
            return memory.written();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String naming(Set<String> modules) {
        int shown = 3;
        Stream<String> first = modules.stream().limit(shown);
        Stream<String> rest = modules.size() > shown ? Stream.of((modules.size() - shown) + " more") : Stream.empty();
        return Stream.concat(first, rest).collect(Collectors.joining(", "));
    }
}
