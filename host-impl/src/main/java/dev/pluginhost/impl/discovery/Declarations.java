package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.index.Index;
import dev.pluginhost.impl.index.Sighting;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The declarations of one source's artifacts, for one scan: of those that the index knows, from there, without opening a
 * file; of the others by reading them, which the index is told. What cannot be used is not told, and so is read, and complained
 * of, each time. For use by one thread.
 */
final class Declarations {

    private final DescriptorReader reader;
    private final Index index;

    Declarations(DescriptorReader reader, Index index) {
        this.reader = reader;
        this.index = index;
    }

    /** As {@link DescriptorReader#readJar}. */
    Optional<ModuleArtifact> jar(Path jar, BasicFileAttributes attributes) throws Breakage {
        Optional<Sighting> sighting = index.jar(jar, attributes);
        Optional<ModuleDescriptor> known = sighting.flatMap(index::find);
        if (known.isPresent()) {
            return Optional.of(artifact(known.get(), jar, false, attributes));
        }
        return noted(sighting, reader.readJar(jar, attributes));
    }

    /** As {@link DescriptorReader#readExploded}. */
    Optional<ModuleArtifact> exploded(Path directory, BasicFileAttributes moduleInfo) throws Breakage {
        Optional<Sighting> sighting = index.exploded(directory, moduleInfo);
        Optional<ModuleDescriptor> known = sighting.flatMap(index::find);
        if (known.isPresent()) {
            return Optional.of(artifact(known.get(), directory, true, moduleInfo));
        }
        return noted(sighting, reader.readExploded(directory, moduleInfo));
    }

    private Optional<ModuleArtifact> noted(Optional<Sighting> sighting, Optional<ModuleArtifact> read) {
        if (sighting.isPresent() && read.isPresent()) {
            index.note(sighting.get(), read.get().descriptor());
        }
        return read;
    }

    private static ModuleArtifact artifact(
            ModuleDescriptor known, Path file, boolean exploded, BasicFileAttributes attributes) throws Breakage {
        DescriptorReader.refuseJavaPackages(known, file);
        return new ModuleArtifact(known, file, exploded, Fingerprint.of(attributes));
    }
}
