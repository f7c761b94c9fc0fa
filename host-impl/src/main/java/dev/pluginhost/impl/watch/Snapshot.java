package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.discovery.Fingerprint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a look has seen. Immutable.
 *
 * @param artifacts the artifacts that are there, with the fingerprints of the files that each consists of; directories of
 *     artifacts are in it too, with no files
 */
record Snapshot(Map<Path, Map<Path, Fingerprint>> artifacts) {

    static final Snapshot NOTHING = new Snapshot(Map.of());

    Snapshot {
        artifacts = Map.copyOf(artifacts);
    }

    /** The artifacts that are in one of the two only, or differ. */
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

    /** This one, but with some artifacts as they are in another one; those that it does not have are left out. */
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
        return new Snapshot(merged);
    }
}
