package dev.pluginhost.modules.check;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.ReadLimits;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The class files of one jar or exploded module, those for one release of Java. For use by one thread. */
final class ArtifactClasses implements Closeable {

    private static final String CLASS = ".class";

    private final ModuleArtifact artifact;

    /** Of a directory, where its files are; the first that has one counts. */
    private final List<Path> roots;

    /** Null for a directory. */
    private final @Nullable JarFile jar;

    /** By internal name; {@code module-info} and {@code package-info} are none. */
    private final Set<String> names = new TreeSet<>();

    ArtifactClasses(ModuleArtifact artifact, Runtime.Version release) throws IOException {
        this.artifact = artifact;
        this.roots = artifact.roots().isEmpty() ? List.of(artifact.file()) : artifact.roots();
        if (artifact.exploded()) {
            this.jar = null;
            for (Path root : roots) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.forEach(file -> add(root.relativize(file).toString().replace('\\', '/')));
                }
            }
        } else {
            this.jar = new JarFile(artifact.file().toFile(), false, ZipFile.OPEN_READ, release);
            try {
                jar.versionedStream().forEach(entry -> add(entry.getName()));
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }
    }

    private void add(String file) {
        if (file.endsWith(CLASS) && !file.startsWith("META-INF/") && !file.endsWith("-info.class")) {
            names.add(file.substring(0, file.length() - CLASS.length()));
        }
    }

    Set<String> names() {
        return names;
    }

    Path file() {
        return artifact.file();
    }

    boolean hasPackage(String name) {
        return artifact.descriptor().packages().contains(name);
    }

    byte[] read(String name) throws IOException {
        String file = name + CLASS;
        if (jar == null) {
            Path found = artifact.file();
            for (Path root : roots) {
                if (Files.exists(root.resolve(file))) {
                    found = root;
                    break;
                }
            }
            try (InputStream in = Files.newInputStream(found.resolve(file))) {
                return ReadLimits.classFile(in, file, -1);
            }
        }
        ZipEntry entry = jar.getJarEntry(file);
        if (entry == null) {
            throw new FileNotFoundException(file);
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return ReadLimits.classFile(in, file, entry.getSize());
        }
    }

    @Override
    public void close() throws IOException {
        if (jar != null) {
            jar.close();
        }
    }

    /** Closes all, also if some cannot be closed. */
    static void closeAll(Collection<? extends Closeable> open) throws IOException {
        IOException failure = null;
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
