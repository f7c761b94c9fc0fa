package dev.pluginhost.junit.project;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the plugin of a project consists of. Immutable.
 *
 * @param name the name of its module
 * @param own the directories and jars that are the plugin by themselves
 * @param libraries its other libraries: jars, and directories of other modules of the same build
 * @param hidden what it was made from, which the application does not have
 */
public record PluginParts(String name, List<Path> own, List<Path> libraries, List<Path> hidden) {

    private static final String DECLARATION = "module-info.class";

    /** By what they were worked out from: many test classes of one run have the same. Written and read by any thread. */
    private static final Map<List<Object>, PluginParts> KNOWN = new ConcurrentHashMap<>();

    /** Copies the lists. */
    public PluginParts {
        own = List.copyOf(own);
        libraries = List.copyOf(libraries);
        hidden = List.copyOf(hidden);
    }

    /** The directory of the project that has a test, or the current one. */
    public static Path projectOf(Class<?> test) {
        Path project = Projects.above(startOf(test));
        return project == null ? Path.of("").toAbsolutePath() : project;
    }

    private static Path startOf(Class<?> test) {
        Path root = TestPath.rootOf(test);
        return root == null ? Path.of(System.getProperty("basedir", "")).toAbsolutePath() : root;
    }

    /** The name of the module in directories that are named by a test. */
    public static String nameOf(List<Path> directories) throws IOException {
        Path first = directories.get(0);
        Path project = Projects.above(first);
        Path pom = Projects.pomAbove(first);
        return nameOf(
                directories, pom == null ? null : new Poms(Set.of()).read(pom), project == null ? first : project);
    }

    /** The automatic module name that a build will write into the manifest of such a jar; empty if there is none. */
    public static String moduleNameInJar(Path compiled) throws IOException {
        Path pom = Projects.pomAbove(compiled);
        return pom == null ? "" : new Poms(Set.of()).read(pom).moduleName();
    }

    /** The name of the jar that a build will make of a directory. */
    public static String jarName(Path compiled) throws IOException {
        Path pom = Projects.pomAbove(compiled);
        if (pom == null) {
            return compiled.getFileName() + ".jar";
        }
        Pom read = new Poms(Set.of()).read(pom);
        return read.artifact() + "-" + read.version() + ".jar";
    }

    /**
     * Works out the parts for a test.
     *
     * @param test a class of the project's tests
     * @param name the name of the plugin's module; empty if its declaration or the project says it
     * @param libraries patterns of the names of jars which are libraries; empty if the project says it
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if nothing says what the plugin is
     */
    public static PluginParts of(Class<?> test, String name, List<String> libraries) throws IOException {
        Path start = startOf(test);
        List<Path> path = TestPath.ofThisJvm();
        List<Object> from = List.of(start, name, libraries, path);
        PluginParts known = KNOWN.get(from);
        if (known == null) {
            known = of(start, name, libraries, path);
            KNOWN.put(from, known);
        }
        return known;
    }

    static PluginParts of(Path start, String name, List<String> libraries, List<Path> path) throws IOException {
        Path project = Projects.above(start);
        if (project == null) {
            throw new IllegalStateException(
                    "No directory above " + start
                            + " has a pom.xml or build.gradle, so the plugin under test is not known; name its parts in @PluginUnderTest");
        }
        List<Path> outputs = Projects.outputs(project, path);
        if (outputs.isEmpty()) {
            throw new IllegalStateException(
                    "The test runs without what project " + project
                            + " has compiled, so the plugin under test is not known; compile it, or name its parts in @PluginUnderTest");
        }
        Path file = project.resolve("pom.xml");
        Poms poms = new Poms(RuntimeDependencies.repositories(path));
        Pom pom = Files.isRegularFile(file) ? poms.read(file) : null;
        List<Path> found = !libraries.isEmpty()
                ? matching(libraries, path)
                : pom == null ? List.of() : RuntimeDependencies.of(pom, poms, path);
        Map<String, List<Path>> development =
                pom == null || !libraries.isEmpty() ? Map.of() : DevelopmentParts.read(outputs, pom.read(), found);
        String only = name.isEmpty() && development.size() == 1
                ? development.keySet().iterator().next()
                : name;
        List<Path> parts = development.get(only);
        Set<Path> hidden = new LinkedHashSet<>(outputs);
        if (parts != null) {
            hidden.addAll(parts);
            for (Path library : found) {
                if (isAmong(library, parts)) {
                    hidden.add(library);
                }
            }
            return new PluginParts(only, parts, List.of(), List.copyOf(hidden));
        }
        hidden.addAll(found);
        return new PluginParts(
                name.isEmpty() ? nameOf(outputs, pom, project) : name, outputs, found, List.copyOf(hidden));
    }

    /** Whether a library is one of the parts, or was packed to be one: a jar of its name then. */
    private static boolean isAmong(Path library, List<Path> parts) throws IOException {
        String name = Files.isDirectory(library) ? jarName(library) : String.valueOf(library.getFileName());
        return parts.stream()
                .anyMatch(part -> String.valueOf(part.getFileName()).equals(name));
    }

    private static List<Path> matching(List<String> patterns, List<Path> path) {
        List<Path> found = new ArrayList<>();
        for (String pattern : patterns) {
            Pattern names = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
            List<Path> these = path.stream()
                    .filter(entry ->
                            names.matcher(String.valueOf(entry.getFileName())).matches())
                    .toList();
            if (these.isEmpty()) {
                throw new IllegalStateException(
                        "No jar of the test's class path or module path matches " + pattern
                                + ", a library of @PluginUnderTest; correct the pattern, or add the jar to the test's dependencies");
            }
            found.addAll(these);
        }
        return found;
    }

    /** The name of the module that is in some directories, declared or as the JDK or the build would call it. */
    static String nameOf(List<Path> outputs, @Nullable Pom pom, Path project) throws IOException {
        for (Path output : outputs) {
            Path declaration = output.resolve(DECLARATION);
            if (Files.isRegularFile(declaration)) {
                try (InputStream in = Files.newInputStream(declaration)) {
                    return ModuleDescriptor.read(in).name();
                }
            }
        }
        for (Path output : outputs) {
            String inManifest = Projects.moduleNameIn(output);
            if (!inManifest.isEmpty()) {
                return inManifest;
            }
        }
        if (pom != null && !pom.moduleName().isEmpty()) {
            return pom.moduleName();
        }
        return Projects.derivedName(
                pom != null ? pom.artifact() + "-" + pom.version() : String.valueOf(project.getFileName()));
    }
}
