package dev.pluginhost.junit;

import dev.pluginhost.junit.project.PluginParts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Packs what another module of the same build has compiled. */
final class Packing {

    private Packing() {}

    /** A jar with the files of a directory, named like the artifact that the build will make of it. */
    static Path jar(Path compiled, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path jar = Files.createTempDirectory(directory, "library-").resolve(PluginParts.jarName(compiled));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(compiled)) {
            String name = PluginParts.moduleNameInJar(compiled);
            if (!name.isEmpty() && !Files.exists(compiled.resolve(JarFile.MANIFEST_NAME))) {
                Manifest manifest = new Manifest();
                manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
                manifest.getMainAttributes().putValue("Automatic-Module-Name", name);
                entries.putNextEntry(new JarEntry(JarFile.MANIFEST_NAME));
                manifest.write(entries);
                entries.closeEntry();
            }
            List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
            for (Path file : sorted) {
                entries.putNextEntry(
                        new JarEntry(compiled.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }
}
