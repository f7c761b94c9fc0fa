package dev.pluginhost.maven;

import dev.pluginhost.PluginHost;
import dev.pluginhost.cli.base.ApplicationPath;
import dev.pluginhost.impl.HostBuilder;
import dev.pluginhost.modules.check.Inspection;
import dev.pluginhost.verify.Verifier;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the local repository of the projects that are built as tests. It consists of links to the directories of the outer one, so nothing is
 * downloaded twice. What this build has made, and what the projects install, is only in this one.
 */
public final class InnerRepository {

    /** The directory of the groups that are not links. */
    private static final Path OWN = Path.of("dev", "pluginhost");

    private InnerRepository() {}

    /**
     * Makes it.
     *
     * @param arguments the outer repository; the directory to make; the plugin's jar; its project's directory; the version; the version of the
     *     Maven that runs this; the directory with other Mavens
     */
    public static void main(String[] arguments) throws IOException, URISyntaxException {
        Path repository = Path.of(arguments[1]);
        Path module = Path.of(arguments[3]).toRealPath();
        delete(repository);
        link(Path.of(arguments[0]).toRealPath(), repository, Path.of(""));
        String version = arguments[4];
        Map<String, Path> jars = new LinkedHashMap<>();
        jars.put("pluginhost-maven-plugin", Path.of(arguments[2]));
        for (Class<?> each :
                Set.of(PluginHost.class, Inspection.class, HostBuilder.class, Verifier.class, ApplicationPath.class)) {
            Path jar = Path.of(
                    each.getProtectionDomain().getCodeSource().getLocation().toURI());
            jars.put(jar.getFileName().toString().replace("-" + version + ".jar", ""), jar);
        }
        copy(module.resolveSibling("pom.xml"), repository, "pluginhost-parent", version, "pom");
        for (Map.Entry<String, Path> jar : jars.entrySet()) {
            copy(jar.getValue(), repository, jar.getKey(), version, "jar");
            copy(pomOf(jar.getValue()), repository, jar.getKey(), version, "pom");
        }
        Path mavens = Path.of(arguments[6]);
        String other = arguments[5].startsWith("3.8.") ? "apache-maven-3.9" : "apache-maven-3.8";
        try (Stream<Path> all = Files.list(mavens)) {
            Path home = all.filter(maven -> maven.getFileName().toString().startsWith(other))
                    .findFirst()
                    .orElseThrow();
            Files.deleteIfExists(mavens.resolve("other"));
            Files.createSymbolicLink(mavens.resolve("other"), home.toRealPath());
        }
    }

    private static Path pomOf(Path jar) {
        Path beside = jar.resolveSibling(jar.getFileName().toString().replaceFirst("\\.jar$", ".pom"));
        if (Files.exists(beside)) {
            return beside;
        }
        Path directory = jar.getParent();
        while (!Files.exists(directory.resolve("pom.xml"))) {
            directory = directory.getParent();
        }
        return directory.resolve("pom.xml");
    }

    private static void copy(Path file, Path repository, String name, String version, String extension)
            throws IOException {
        Path directory =
                Files.createDirectories(repository.resolve(OWN).resolve(name).resolve(version));
        Files.copy(
                file, directory.resolve(name + "-" + version + "." + extension), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Links all of a directory but {@link #OWN}, and what is above that. */
    private static void link(Path outer, Path inner, Path at) throws IOException {
        Files.createDirectories(inner.resolve(at));
        try (Stream<Path> children = Files.list(outer.resolve(at))) {
            for (Path child : children.toList()) {
                Path path = outer.relativize(child);
                if (path.equals(OWN.getParent())) {
                    link(outer, inner, path);
                } else if (!path.equals(OWN)) {
                    Files.createSymbolicLink(inner.resolve(path), child);
                }
            }
        }
    }

    /** Deletes links, and not what they lead to. */
    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, IOException failure) throws IOException {
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
