package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.modules.scan.SourceWalk;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What one walk over the sources has found: artifacts with the fingerprints of their files, and what cannot be read, with the reason. A
 * directory of artifacts has no fingerprints. What cannot be read has the artifacts of the snapshot before. Not changed after the walk.
 */
record Snapshot(Map<Path, Map<Path, Fingerprint>> artifacts, Map<Path, String> unreadable) {

    static final Snapshot EMPTY = new Snapshot(Map.of(), Map.of());

    /** Walks over the sources. What cannot be read is taken from the last snapshot: if that lasts a moment, it must not unload plugins. */
    static Snapshot of(List<Source> sources, Snapshot before) {
        Snapshot now = new Snapshot(new HashMap<>(), new HashMap<>());
        for (Source source : sources) {
            Path path = source.path();
            try {
                List<Path> entries = SourceWalk.entries(source);
                if (!entries.equals(List.of(path))) { // it is a directory of artifacts
                    now.artifacts.putIfAbsent(path, Map.of());
                }
                for (Path entry : entries) {
                    now.addEntry(source, entry, before);
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                // the source is missing
            } catch (IOException e) {
                now.unreadable.put(path, Thrown.text(e));
                before.artifacts.forEach((artifact, files) -> {
                    if (artifact.equals(path) || isIn(path, artifact)) {
                        now.artifacts.put(artifact, files);
                    }
                });
            }
        }
        return now;
    }

    private void addEntry(Source source, Path entry, Snapshot before) {
        Map<Path, Fingerprint> known = before.artifacts.getOrDefault(entry, Map.of());
        Map<Path, Fingerprint> files = known;
        try {
            ArtifactFiles found = SourceWalk.look(source, entry, true);
            if (found.unseen() != null) {
                unreadable.put(entry, Thrown.text(found.unseen()));
            } else if (!found.files().equals(known)) { // one copy of what has not changed is enough
                files = found.files();
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return; // it has gone meanwhile
        } catch (IOException e) {
            unreadable.put(entry, Thrown.text(e));
        }
        Map<Path, Fingerprint> other = artifacts.get(entry);
        if (other != null
                && !other.equals(files)) { // two sources have the artifact in common: it has the files of both
            files = new HashMap<>(files);
            files.putAll(other);
        }
        if (!files.isEmpty() || source.isBundle()) {
            artifacts.put(entry, files);
        }
    }

    /** Entries of the working directory {@code ""} have no parent. */
    private static boolean isIn(Path directory, Path entry) {
        Path parent = entry.getParent();
        return parent == null ? directory.toString().isEmpty() : parent.equals(directory);
    }

    /** Whether a class of an artifact is another one than before, or new, and none is gone. */
    boolean isBuiltSince(Snapshot before, Path artifact) {
        Map<Path, Fingerprint> old = before.artifacts.getOrDefault(artifact, Map.of());
        Map<Path, Fingerprint> files = artifacts.getOrDefault(artifact, Map.of());
        boolean written = false;
        for (Map.Entry<Path, Fingerprint> file : files.entrySet()) {
            written |= isBuilt(file.getKey()) && !file.getValue().equals(old.get(file.getKey()));
        }
        for (Path file : old.keySet()) {
            written &= !isBuilt(file) || files.containsKey(file);
        }
        return written;
    }

    /** Whether a directory of an artifact has lost classes since, and none has been written to it; or the declaration is gone. */
    boolean lacksClasses(Snapshot before, Path artifact, List<Path> directories) {
        Map<Path, Fingerprint> old = before.artifacts.getOrDefault(artifact, Map.of());
        Map<Path, Fingerprint> files = artifacts.getOrDefault(artifact, Map.of());
        for (Path directory : directories) {
            boolean lost = false;
            for (Path file : old.keySet()) {
                boolean gone = isBuilt(file) && file.startsWith(directory) && !files.containsKey(file);
                if (gone && SourceWalk.name(file).equals(SourceWalk.MODULE_INFO)) {
                    return true;
                }
                lost |= gone;
            }
            boolean written = false;
            for (Map.Entry<Path, Fingerprint> file : files.entrySet()) {
                written |= isBuilt(file.getKey())
                        && file.getKey().startsWith(directory)
                        && !file.getValue().equals(old.get(file.getKey()));
            }
            if (lost && !written) {
                return true;
            }
        }
        return false;
    }

    /** A jar is built as a whole. */
    private static boolean isBuilt(Path file) {
        return SourceWalk.name(file).endsWith(".class") || SourceWalk.isNamedLikeJar(file);
    }

    /** The artifacts that only one of the two snapshots has, or that differ. */
    Set<Path> differencesTo(Snapshot other) {
        Set<Path> differences = new HashSet<>(artifacts.keySet());
        differences.addAll(other.artifacts.keySet());
        differences.removeIf(path -> Objects.equals(artifacts.get(path), other.artifacts.get(path)));
        return differences;
    }

    /** This snapshot, but with some artifacts as they are in another one. */
    Snapshot with(Set<Path> some, Snapshot other) {
        Map<Path, Map<Path, Fingerprint>> merged = new HashMap<>(artifacts);
        merged.keySet().removeAll(some);
        other.artifacts.forEach((artifact, files) -> {
            if (some.contains(artifact)) {
                merged.put(artifact, files);
            }
        });
        return new Snapshot(merged, unreadable);
    }
}
