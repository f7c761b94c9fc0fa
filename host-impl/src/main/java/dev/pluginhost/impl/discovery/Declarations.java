package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.Contents;
import dev.pluginhost.impl.scan.Fingerprint;
import dev.pluginhost.impl.index.Entry;
import dev.pluginhost.impl.index.Index;
import dev.pluginhost.impl.index.Sighting;
import java.io.IOException;
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
    private final boolean checked;

    /**
     * Declarations of one source.
     *
     * @param checked whether what the index knows counts only if the artifact has the same {@link Contents} still, which takes
     *     opening it; else files that look alike do
     */
    Declarations(DescriptorReader reader, Index index, boolean checked) {
        this.reader = reader;
        this.index = index;
        this.checked = checked;
    }

    /** As {@link DescriptorReader#readJar}. */
    Optional<ModuleArtifact> jar(Path jar, BasicFileAttributes attributes) throws Breakage {
        Optional<Sighting> sighting = index.jar(jar, attributes);
        Optional<ModuleArtifact> known = known(sighting, jar, false, attributes);
        return known.isPresent() ? known : noted(sighting, reader.readJar(jar, attributes));
    }

    /** As {@link DescriptorReader#readExploded}. */
    Optional<ModuleArtifact> exploded(Path directory, BasicFileAttributes moduleInfo) throws Breakage {
        Optional<Sighting> sighting = index.exploded(directory, moduleInfo);
        Optional<ModuleArtifact> known = known(sighting, directory, true, moduleInfo);
        return known.isPresent() ? known : noted(sighting, reader.readExploded(directory, moduleInfo));
    }

    private Optional<ModuleArtifact> known(
            Optional<Sighting> sighting, Path file, boolean exploded, BasicFileAttributes attributes) throws Breakage {
        Optional<Entry> entry = sighting.isPresent() ? index.find(sighting.get()) : Optional.empty();
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        Entry found = entry.get();
        DescriptorReader.refuseJavaPackages(found.descriptor(), file);
        ModuleArtifact artifact =
                new ModuleArtifact(found.descriptor(), file, exploded, Fingerprint.of(attributes), found.contents());
        if (checked && !hasKnownContents(artifact)) {
            return Optional.empty();
        }
        index.keep(found);
        return Optional.of(artifact);
    }

    private static boolean hasKnownContents(ModuleArtifact artifact) {
        try {
            return artifact.readContents() == artifact.contents();
        } catch (IOException e) {
            return false; // reading it will tell what is wrong with it
        }
    }

    private Optional<ModuleArtifact> noted(Optional<Sighting> sighting, Optional<ModuleArtifact> read) {
        if (sighting.isPresent() && read.isPresent()) {
            index.note(sighting.get(), read.get().descriptor(), read.get().contents());
        }
        return read;
    }
}
