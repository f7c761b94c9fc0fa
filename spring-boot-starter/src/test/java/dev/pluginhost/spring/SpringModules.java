package dev.pluginhost.spring;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The module path for the compilation of plugins that use Spring: jars of the class path of these tests. */
final class SpringModules {

    private SpringModules() {}

    static Path[] in(Path directory) throws IOException, URISyntaxException {
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path file = Path.of(entry);
            if (file.getFileName()
                    .toString()
                    .matches(
                            "(spring-(beans|boot|context|core|jcl|web|webmvc)|commons-logging|micrometer-\\w+|tomcat-embed-core)-\\d.*\\.jar")) {
                jars.add(file);
            }
        }
        Path starter = Path.of(SpringPlugin.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        jars.add(Files.isDirectory(starter) ? pack(starter, directory.resolve("starter.jar")) : starter);
        return jars.toArray(Path[]::new);
    }

    /** Before the phase {@code package}, the starter is a directory, which has no name as a module. */
    private static Path pack(Path classes, Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Automatic-Module-Name", "dev.pluginhost.spring");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                entries.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }
}
