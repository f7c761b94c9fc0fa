package dev.pluginhost.junit.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Where projects keep what they have built. Pure, but for what it reads. */
final class Projects {

    private static final List<String> BUILD_FILES = List.of("pom.xml", "build.gradle", "build.gradle.kts");

    private Projects() {}

    /** The directory of the project that has a file: the nearest one with a build file, or with what Gradle has built; null if there is none. */
    static @Nullable Path above(Path start) {
        Path absolute = start.toAbsolutePath();
        for (Path each = absolute; each != null; each = each.getParent()) {
            for (String name : BUILD_FILES) {
                if (Files.isRegularFile(each.resolve(name))) {
                    return each;
                }
            }
            // A project of Gradle may have all that it needs in the build file of a directory above.
            if (String.valueOf(each.getFileName()).equals("build")
                    && (absolute.startsWith(each.resolve("classes"))
                            || absolute.startsWith(each.resolve("resources")))) {
                return each.getParent();
            }
        }
        return null;
    }

    /** The POM of the project that has built something; null if there is none. */
    static @Nullable Path pomAbove(Path built) {
        Path project = above(built);
        Path pom = project == null ? null : project.resolve("pom.xml");
        return pom != null && Files.isRegularFile(pom) ? pom : null;
    }

    /** Whether a project has built something for its tests. */
    static boolean isOfTests(Path built, Path pom) {
        Path project = pom.getParent();
        if (project == null || !built.startsWith(project)) {
            return false;
        }
        for (Path part : project.relativize(built)) {
            if (part.toString().toLowerCase(Locale.ROOT).contains("test")) {
                return true;
            }
        }
        return false;
    }

    /** The directories of a path that a project has built, and not for its tests. */
    static List<Path> outputs(Path project, List<Path> path) {
        List<Path> outputs = new ArrayList<>();
        for (Path entry : path) {
            if (Files.isDirectory(entry)
                    && entry.startsWith(project)
                    && project.equals(above(entry))
                    && !isOfTests(entry, project.resolve("pom.xml"))) {
                outputs.add(entry);
            }
        }
        return outputs;
    }

    /** The automatic module name in the manifest of a directory; empty if there is none. */
    static String moduleNameIn(Path directory) throws IOException {
        Path file = directory.resolve("META-INF/MANIFEST.MF");
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file)) {
            String name = new Manifest(in).getMainAttributes().getValue("Automatic-Module-Name");
            return name == null ? "" : name;
        }
    }

    /** The name that the JDK gives to a jar without a declaration, from the name of its file without the ending. */
    static String derivedName(String jar) {
        return jar.replaceFirst("-(\\d+(\\.|$)).*", "")
                .replaceAll("[^A-Za-z0-9]", ".")
                .replaceAll("\\.{2,}", ".")
                .replaceAll("^\\.|\\.$", "");
    }
}
