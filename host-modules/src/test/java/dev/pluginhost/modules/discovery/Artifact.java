package dev.pluginhost.modules.discovery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * An artifact for a test: entries, written as a jar or as an exploded module. Its classes are empty files, since discovery
 * loads none.
 */
public final class Artifact {

    private final Map<String, byte[]> entries = new TreeMap<>();
    private String manifest = "Manifest-Version: 1.0\n";

    private Artifact() {}

    /** An artifact without a declaration. */
    public static Artifact plain() {
        return new Artifact();
    }

    /** An artifact with a declaration, and a class in each package that the declaration names. */
    public static Artifact of(ModuleDescriptor.Builder declaration) {
        ModuleDescriptor descriptor = declaration.build();
        Artifact artifact = plain().with("module-info.class", ModuleInfoClass.of(descriptor));
        descriptor.packages().forEach(artifact::withPackage);
        return artifact;
    }

    /** A module with one package, which is named like it. */
    public static Artifact module(String name) {
        return of(declare(name).packages(Set.of(name)));
    }

    public static Artifact module(String name, String version) {
        return of(declare(name).version(version).packages(Set.of(name)));
    }

    /** A module that provides the types, each with a class of its own. */
    public static Artifact plugin(String name, Class<?>... types) {
        ModuleDescriptor.Builder declaration = declare(name);
        for (Class<?> type : types) {
            declaration.provides(type.getName(), List.of(name + ".My" + type.getSimpleName()));
        }
        return of(declaration);
    }

    public static ModuleDescriptor.Builder declare(String name) {
        return ModuleDescriptor.newModule(name).requires(Set.of(Requires.Modifier.MANDATED), "java.base");
    }

    public Artifact with(String entry, byte[] content) {
        entries.put(entry, content);
        return this;
    }

    public Artifact with(String entry, String content) {
        return with(entry, content.getBytes(StandardCharsets.UTF_8));
    }

    public Artifact withPackage(String name) {
        return with(name.replace('.', '/') + "/Some.class", new byte[0]);
    }

    public Artifact without(String entry) {
        entries.remove(entry);
        return this;
    }

    public Artifact withManifest(String name, String value) {
        manifest += name + ": " + value + "\n";
        return this;
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            write(zip, "META-INF/MANIFEST.MF", (manifest + "\n").getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                write(zip, entry.getKey(), entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes a jar, and the directories it is in. */
    public Path jar(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.write(file, bytes());
    }

    /** Writes an exploded module. */
    public Path explode(Path directory) throws IOException {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            Path file = directory.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
        return directory;
    }

    private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
