package dev.pluginhost.maven;

import dev.pluginhost.maven.LibrarySelection.Brought;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.MojoExecutionException;
import org.jspecify.annotations.Nullable;

/** An application that is a directory of jars. */
final class ApplicationDirectory {

    private ApplicationDirectory() {}

    /** The jars of a directory, sorted. */
    static List<Path> jars(Path directory) throws MojoExecutionException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
            files.forEach(jars::add);
        } catch (IOException e) {
            throw new MojoExecutionException(
                    "Directory " + directory + " cannot be read (" + e
                            + "), wanted as the application's; correct the parameter \"applicationDirectory\"",
                    e);
        }
        jars.sort(null);
        return jars;
    }

    /**
     * Which of some libraries the jars of a directory are: those with the coordinates that Maven writes into a jar, and those that are the same
     * module.
     */
    static Map<String, Brought> brings(Path directory, Collection<Artifact> libraries)
            throws IOException, MojoExecutionException {
        Map<String, String> coordinates = new HashMap<>();
        Map<String, String> modules = new HashMap<>();
        for (Path jar : jars(directory)) {
            addCoordinates(jar, coordinates);
            ModuleDescriptor module = module(jar);
            if (module != null) {
                modules.put(module.name(), module.rawVersion().orElse("unknown"));
            }
        }
        Map<String, Brought> brought = new LinkedHashMap<>();
        for (Artifact library : libraries) {
            String key = LibrarySelection.key(library);
            File file = library.getFile();
            ModuleDescriptor module = file == null ? null : module(file.toPath());
            String version = coordinates.get(key);
            if (version == null && module != null) {
                version = modules.get(module.name());
            }
            if (version != null) {
                brought.put(key, new Brought(version, "directory " + directory));
            }
        }
        return brought;
    }

    private static void addCoordinates(Path jar, Map<String, String> coordinates) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<JarEntry> entries = file.stream()
                    .filter(entry -> entry.getName().matches("META-INF/maven/[^/]+/[^/]+/pom\\.properties"))
                    .toList();
            if (entries.size() == 1) { // more are of a jar with others in it
                Properties properties = new Properties();
                try (InputStream in = file.getInputStream(entries.get(0))) {
                    properties.load(in);
                }
                coordinates.put(
                        LibrarySelection.key(
                                properties.getProperty("groupId", ""), properties.getProperty("artifactId", ""), null),
                        properties.getProperty("version", "unknown"));
            }
        }
    }

    /** The module that a jar or directory is; null if it is none. */
    private static @Nullable ModuleDescriptor module(Path path) {
        try {
            return ModuleFinder.of(path).findAll().stream()
                    .map(ModuleReference::descriptor)
                    .findFirst()
                    .orElse(null);
        } catch (FindException e) {
            return null;
        }
    }
}
