package dev.pluginhost.impl.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of a source is, and the files that it consists of. Immutable but for the collections, which are not
 * changed once it is made.
 *
 * @param path the entry
 * @param files the fingerprints of its files: the jar itself, all files of an exploded module, the jars of a bundle.
 *     Empty for an entry that is no artifact
 * @param entries the visible entries of a bundle or another directory, sorted
 * @param unseen why some of its files are missing here, if their attributes could not be read
 */
public record ArtifactFiles(
        Path path,
        EntryKind kind,
        Map<Path, Fingerprint> files,
        List<Path> entries,
        @Nullable IOException unseen) {

    /** The kinds of entries. */
    public enum EntryKind {
        /** Named like a jar, whatever it is. */
        JAR,
        /** A directory with a {@code module-info.class}. */
        EXPLODED,
        /** A directory with jars in it. */
        BUNDLE,
        /** A link that leads nowhere. */
        DANGLING,
        OTHER_DIRECTORY,
        OTHER_FILE
    }

    ArtifactFiles(Path path, EntryKind kind, Map<Path, Fingerprint> files) {
        this(path, kind, files, List.of(), null);
    }
}
