package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.ReadLimits;
import dev.pluginhost.impl.scan.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.FindException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the module of one artifact: that of a jar as the JDK does. That of an exploded module likewise, but links in it are followed: the
 * JDK takes a package behind a link for missing. Stateless but for the directory.
 */
final class ArtifactFinder implements ModuleFinder {

    private final Path directory;

    private ArtifactFinder(Path directory) {
        this.directory = directory;
    }

    static ModuleFinder of(Path artifact) {
        return Files.isDirectory(artifact) ? new ArtifactFinder(artifact) : ModuleFinder.of(artifact);
    }

    @Override
    public Optional<ModuleReference> find(String name) {
        return findAll().stream()
                .filter(reference -> reference.descriptor().name().equals(name))
                .findFirst();
    }

    @Override
    public Set<ModuleReference> findAll() {
        Path moduleInfo = directory.resolve(Entries.MODULE_INFO);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(ReadLimits.moduleInfo(moduleInfo));
            return Set.of(new Reference(ModuleDescriptor.read(bytes, this::packages), directory));
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (UncheckedIOException e) {
            throw new FindException(e.getCause());
        } catch (IOException | InvalidModuleDescriptorException e) {
            throw new FindException("Error reading module: " + directory, e);
        }
    }

    /** The packages with files in them, by the rules of {@code jdk.internal.module.ModulePath}. */
    private Set<String> packages() {
        Set<String> packages = new HashSet<>();
        try {
            FileTree.walk(directory, (file, attributes) -> {
                if (attributes.isRegularFile() && !Files.isHidden(file)) {
                    addPackage(directory.relativize(file), packages);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packages;
    }

    private static void addPackage(Path file, Set<String> packages) {
        Path parent = file.getParent();
        if (parent == null) {
            String name = file.toString();
            if (name.endsWith(".class") && !name.equals(Entries.MODULE_INFO)) {
                throw new InvalidModuleDescriptorException(
                        name + " found in top-level directory (unnamed package not allowed in module)");
            }
            return;
        }
        String name = parent.toString().replace(file.getFileSystem().getSeparator(), ".");
        if (!packages.contains(name) && isPackageName(name)) {
            packages.add(name);
        }
    }

    private static boolean isPackageName(String name) {
        try {
            ModuleDescriptor.newModule("any").packages(Set.of(name));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static final class Reference extends ModuleReference {

        Reference(ModuleDescriptor descriptor, Path directory) {
            super(descriptor, directory.toUri());
        }

        @Override
        public ModuleReader open() {
            throw new UnsupportedOperationException();
        }
    }
}
