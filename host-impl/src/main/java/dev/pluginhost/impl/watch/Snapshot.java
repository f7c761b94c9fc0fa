package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.discovery.Fingerprint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The artifacts that one walk over the sources has found. Immutable.
 *
 * @param artifacts the artifacts with the fingerprints of their files; directories of artifacts have no files
 * @param unreadable what exists but cannot be read, with the reason; its artifacts are those of the snapshot before
 */
record Snapshot(Map<Path, Map<Path, Fingerprint>> artifacts, Map<Path, String> unreadable) {

    static final Snapshot EMPTY = new Snapshot(Map.of(), Map.of());

    Snapshot {
        artifacts = Map.copyOf(artifacts);
        unreadable = Map.copyOf(unreadable);
    }

    /** The artifacts that only one of the two snapshots has, or that differ. */
    Set<Path> differencesTo(Snapshot other) {
        Set<Path> differences = new HashSet<>();
        artifacts.forEach((artifact, files) -> {
            if (!files.equals(other.artifacts.get(artifact))) {
                differences.add(artifact);
            }
        });
        for (Path artifact : other.artifacts.keySet()) {
            if (!artifacts.containsKey(artifact)) {
                differences.add(artifact);
            }
        }
        return differences;
    }

    /** This snapshot, but with some artifacts as they are in another one. */
    Snapshot with(Set<Path> some, Snapshot other) {
        Map<Path, Map<Path, Fingerprint>> merged = new HashMap<>(artifacts);
        for (Path artifact : some) {
            Map<Path, Fingerprint> files = other.artifacts.get(artifact);
            if (files == null) {
                merged.remove(artifact);
            } else {
                merged.put(artifact, files);
            }
        }
        return new Snapshot(merged, unreadable);
    }
}
