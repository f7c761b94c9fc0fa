package dev.pluginhost.impl.scan;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An exploded module as it was found. It is read as the JDK does, but links in it are followed: the JDK takes a package
 * behind a link for missing. Immutable.
 *
 * @param declaration the fingerprint of its {@code module-info.class}
 * @param layout the directories that have files, each with a slash, and the classes at the top, sorted. A declaration
 *     that the compiler wrote does not name the module's packages: these directories are taken for them
 */
public record ExplodedModule(Path directory, Fingerprint declaration, Set<String> layout) {

    /** The module among some files; null if its {@code module-info.class} is not among them. */
    public static @Nullable ExplodedModule of(Path directory, Map<Path, Fingerprint> files) {
        Fingerprint declaration = files.get(directory.resolve(SourceWalk.MODULE_INFO));
        if (declaration == null) {
            return null;
        }
        Set<String> layout = new TreeSet<>();
        for (Map.Entry<Path, Fingerprint> file : files.entrySet()) {
            if (file.getValue().isFile()) {
                Path path = directory.relativize(file.getKey());
                String name = path.toString();
                Path parent = path.getParent();
                if (parent != null) {
                    layout.add(parent.toString().replace(path.getFileSystem().getSeparator(), "/") + "/");
                } else if (name.endsWith(".class") && !name.equals(SourceWalk.MODULE_INFO)) {
                    layout.add(name);
                }
            }
        }
        return new ExplodedModule(directory, declaration, layout);
    }

    /** As long as this text is the same, it declares the same. */
    public String looks() {
        return declaration.text() + '\0' + String.join("\0", layout);
    }

    /** The bytes of its declaration; null if that has gone. */
    public byte @Nullable [] read() throws UnusableArtifactException {
        String fault = !declaration.isFile()
                ? "it cannot be read, as its module-info.class is not a file"
                : declaration.size() == 0 ? "its module-info.class is empty" : null;
        if (fault != null) {
            throw UnusableArtifactException.broken(directory, fault, "build it again, or remove it");
        }
        if (declaration.size() > ReadLimits.MODULE_INFO) {
            throw UnusableArtifactException.invalid(
                    directory,
                    "its module-info.class has more than the " + ReadLimits.MODULE_INFO + " bytes that are read",
                    "build it with less in it, or remove it");
        }
        try {
            return ReadLimits.moduleInfo(directory.resolve(SourceWalk.MODULE_INFO));
        } catch (IOException e) {
            if (SourceWalk.isGone(directory.resolve(SourceWalk.MODULE_INFO))) {
                return null;
            }
            throw Diagnosis.of(directory, e);
        }
    }

    /** The descriptor that such bytes are. */
    public ModuleDescriptor descriptor(byte[] bytes) throws UnusableArtifactException {
        try {
            return ModuleDescriptor.read(ByteBuffer.wrap(bytes), this::packages);
        } catch (RuntimeException e) {
            throw Diagnosis.of(directory, e instanceof InvalidModuleDescriptorException ? new FindException(e) : e);
        }
    }

    /** By the rules of {@code jdk.internal.module.ModulePath}. */
    private Set<String> packages() {
        Set<String> packages = new HashSet<>();
        for (String entry : layout) {
            if (!entry.endsWith("/")) {
                throw new InvalidModuleDescriptorException(
                        entry + " found in top-level directory (unnamed package not allowed in module)");
            }
            String name = entry.substring(0, entry.length() - 1).replace('/', '.');
            try {
                ModuleDescriptor.newModule("any").packages(Set.of(name));
                packages.add(name);
            } catch (IllegalArgumentException e) {
                // it is not the name of a package, such as META-INF
            }
        }
        return packages;
    }
}
