package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.discovery.Entries;
import dev.pluginhost.impl.discovery.Fingerprint;
import dev.pluginhost.impl.discovery.Source;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One walk over all sources. It finds the artifacts that discovery finds, and opens no file. Confined to one thread.
 */
final class SourceWalk {

    private static final Fingerprint DANGLING_LINK = new Fingerprint(-1, FileTime.fromMillis(0), "a dangling link");

    /** The time of a directory says nothing about its content. */
    private static final Fingerprint DIRECTORY = new Fingerprint(-1, FileTime.fromMillis(0), "a directory");

    private final Snapshot before;
    private final Map<Path, Map<Path, Fingerprint>> artifacts = new HashMap<>();
    private final Map<Path, String> unreadable = new HashMap<>();

    private SourceWalk(Snapshot before) {
        this.before = before;
    }

    /**
     * Walks over the sources.
     *
     * @param before the last snapshot; what cannot be read now is taken from it, so that a directory that is unreadable for a
     *     moment does not unload its plugins
     */
    static Snapshot over(List<Source> sources, Snapshot before) {
        SourceWalk walk = new SourceWalk(before);
        sources.forEach(walk::visit);
        return new Snapshot(walk.artifacts, walk.unreadable);
    }

    private void visit(Source source) {
        Path path = source.path();
        try {
            BasicFileAttributes attributes = Entries.attributes(path);
            if (source instanceof Source.Bundle) {
                if (attributes.isDirectory()) {
                    add(path, jarsIn(path));
                }
            } else if (attributes.isDirectory() && !isExploded(path)) {
                List<Path> entries = Entries.visible(path);
                add(path, Map.of());
                entries.forEach(this::visitArtifact);
            } else {
                visitArtifact(path);
            }
        } catch (NoSuchFileException e) {
            // the source is missing
        } catch (IOException | RuntimeException e) { // file systems other than the JDK's may throw anything
            unreadable.put(path, Thrown.text(e));
            before.artifacts().forEach((artifact, files) -> {
                if (artifact.equals(path) || isIn(path, artifact)) {
                    add(artifact, files);
                }
            });
        }
    }

    /** Entries of the working directory {@code ""} have no parent. */
    private static boolean isIn(Path directory, Path entry) {
        Path parent = entry.getParent();
        return parent == null ? directory.toString().isEmpty() : parent.equals(directory);
    }

    private void visitArtifact(Path path) {
        try {
            add(path, filesOf(path));
        } catch (NoSuchFileException e) {
            // it has gone meanwhile
        } catch (IOException | RuntimeException e) {
            unreadable.put(path, Thrown.text(e));
            add(path, before.artifacts().get(path));
        }
    }

    /** The files of an artifact; null if it is none. */
    private static @Nullable Map<Path, Fingerprint> filesOf(Path path) throws IOException {
        Fingerprint fingerprint = fingerprint(path);
        if (!fingerprint.equals(DIRECTORY)) {
            return Entries.isNamedLikeJar(path) || fingerprint.equals(DANGLING_LINK) ? Map.of(path, fingerprint) : null;
        }
        Map<Path, Fingerprint> files = isExploded(path) ? allIn(path) : jarsIn(path);
        if (files.isEmpty()) {
            return Entries.isNamedLikeJar(path) ? Map.of(path, DIRECTORY) : null;
        }
        return files;
    }

    private static boolean isExploded(Path directory) throws IOException {
        try {
            Entries.attributes(directory.resolve(Entries.MODULE_INFO));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static Map<Path, Fingerprint> jarsIn(Path bundle) throws IOException {
        Map<Path, Fingerprint> jars = new HashMap<>();
        for (Path entry : Entries.visible(bundle)) {
            if (Entries.isNamedLikeJar(entry)) {
                addFile(entry, jars);
            }
        }
        return jars;
    }

    /** All files of an exploded module, as each of its classes may have been compiled again. */
    private static Map<Path, Fingerprint> allIn(Path module) throws IOException {
        Map<Path, Fingerprint> files = new HashMap<>();
        for (Path path : Entries.below(module)) {
            if (!isHidden(module.relativize(path))) {
                addFile(path, files);
            }
        }
        return files;
    }

    private static boolean isHidden(Path relative) {
        for (Path name : relative) {
            if (name.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static void addFile(Path file, Map<Path, Fingerprint> files) throws IOException {
        try {
            files.put(file, fingerprint(file));
        } catch (NoSuchFileException e) {
            // it has gone meanwhile
        }
    }

    private static Fingerprint fingerprint(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Entries.attributes(path);
            return attributes.isDirectory() ? DIRECTORY : Fingerprint.of(attributes);
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(path)) {
                return DANGLING_LINK;
            }
            throw e;
        }
    }

    /** An artifact that two sources have in common consists of the files of both. */
    private void add(Path artifact, @Nullable Map<Path, Fingerprint> files) {
        if (files == null) {
            return;
        }
        Map<Path, Fingerprint> known = before.artifacts().get(artifact);
        Map<Path, Fingerprint> all = files.equals(known) ? known : files; // one copy of what has not changed is enough
        Map<Path, Fingerprint> other = artifacts.put(artifact, all);
        if (other != null && !other.equals(all)) {
            Map<Path, Fingerprint> both = new HashMap<>(other);
            both.putAll(all);
            artifacts.put(artifact, both);
        }
    }
}
