package dev.pluginhost.modules.declaration;

import dev.pluginhost.modules.scan.Contents;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.ReadLimits;
import dev.pluginhost.modules.scan.SourceWalk;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.List;

/**
 * One module on disk. Immutable.
 *
 * @param file the jar, or the root directory of the exploded module; of several, the one with the declaration, else the first
 * @param fingerprint of the jar, or of the exploded module's {@code module-info.class}, before the descriptor was read; of an
 *     exploded module without one, of its root directory
 * @param contents the {@link Contents} of the same file, likewise
 * @param plain whether it is a jar that is read as a zip file: it has no entries for some versions of Java, and no signature
 * @param roots of an exploded module that is made of parts, its root directories in the order in which they are searched; else none
 */
public record ModuleArtifact(
        ModuleDescriptor descriptor,
        Path file,
        boolean exploded,
        Fingerprint fingerprint,
        long contents,
        boolean plain,
        List<Path> roots) {

    public ModuleArtifact(
            ModuleDescriptor descriptor,
            Path file,
            boolean exploded,
            Fingerprint fingerprint,
            long contents,
            boolean plain) {
        this(descriptor, file, exploded, fingerprint, contents, plain, List.of());
    }

    /** A module of which only that is known, so it is not plain. */
    public ModuleArtifact(
            ModuleDescriptor descriptor, Path file, boolean exploded, Fingerprint fingerprint, long contents) {
        this(descriptor, file, exploded, fingerprint, contents, false);
    }

    public String name() {
        return descriptor.name();
    }

    /** Whether it can be a module; else it can only be a library of a bundle ({@code LibraryDeclaration}). */
    public boolean isModule() {
        return !descriptor.modifiers().contains(ModuleDescriptor.Modifier.MANDATED);
    }

    /** Whether it has a declaration, which it may be unusable as a module with. */
    public boolean isDeclared() {
        return !descriptor.isAutomatic()
                && (isModule() || !descriptor.modifiers().contains(ModuleDescriptor.Modifier.SYNTHETIC));
    }

    /** The file that the fingerprint is of. */
    public Path fingerprinted() {
        return exploded && !descriptor.isAutomatic() ? file.resolve(SourceWalk.MODULE_INFO) : file;
    }

    /** Reads the contents that the file has now. */
    public long readContents() throws IOException {
        if (exploded) {
            return descriptor.isAutomatic() ? 0 : Contents.of(ReadLimits.moduleInfo(fingerprinted()));
        }
        return Contents.ofJar(file);
    }

    /** Whether another artifact is the same file with the same contents and the same declaration. */
    public boolean isSameAs(ModuleArtifact other) {
        return file.equals(other.file)
                && contents == other.contents
                && fingerprint.isLike(other.fingerprint)
                && descriptor.equals(other.descriptor);
    }
}
