package dev.pluginhost.junit.project;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The jars and directories that a test runs with: those of the class path and of the module path. */
public final class TestPath {

    private TestPath() {}

    /** Those of this virtual machine that exist. */
    public static List<Path> ofThisJvm() {
        return entries("jdk.module.path", "surefire.test.class.path", "java.class.path");
    }

    /** Those of its class path. Surefire says in a property of its own what it has put into a manifest. */
    public static List<Path> ofClassPath() {
        return entries("surefire.test.class.path", "java.class.path");
    }

    private static List<Path> entries(String... properties) {
        Set<Path> entries = new LinkedHashSet<>();
        for (String property : properties) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
                Path path = existing(entry);
                if (path != null) {
                    entries.add(path);
                }
            }
        }
        List<Path> all = new ArrayList<>();
        for (Path entry : entries) {
            all.addAll(isDirectoryOfJars(entry) ? jars(entry) : List.of(entry));
        }
        return all;
    }

    /** Null if there is none, as the virtual machine passes it over, too. */
    private static @Nullable Path existing(String entry) {
        try {
            Path path = Path.of(entry).toAbsolutePath().normalize();
            return !entry.isEmpty() && Files.exists(path) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** A module path may name a directory that has modules. */
    private static boolean isDirectoryOfJars(Path entry) {
        return Files.isDirectory(entry)
                && !Files.exists(entry.resolve("module-info.class"))
                && !jars(entry).isEmpty();
    }

    private static List<Path> jars(Path directory) {
        List<Path> jars = new ArrayList<>();
        File[] files = directory.toFile().listFiles((parent, name) -> name.endsWith(".jar"));
        for (File file : files == null ? new File[0] : files) {
            jars.add(file.toPath());
        }
        jars.sort(null);
        return jars;
    }

    /** The directory or jar of the class file of a test; null if it is neither. A class patched into a module is where the patch is. */
    public static @Nullable Path rootOf(Class<?> type) {
        String name = type.getName();
        String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
        URL url = type.getResource(file);
        if (url == null || !url.getProtocol().equals("file")) {
            return null;
        }
        Path root = Path.of(URI.create(url.toString()));
        for (long i = name.chars().filter(each -> each == '.').count(); i >= 0 && root != null; i--) {
            root = root.getParent();
        }
        return root;
    }
}
