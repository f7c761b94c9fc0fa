package dev.pluginhost.modules.scan;

import dev.pluginhost.modules.scan.SourceWalk.ArtifactFiles;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a source looks like: its entries with the fingerprints of their files, and one number for all of these. Not changed once it
 * is made.
 *
 * @param at when the look began
 * @param entries the entries of the source, sorted
 * @param artifacts what the entries are, without those that cannot be looked at
 * @param sum a checksum of names and fingerprints; zero if it is not known, or if not each
 *     later change would show in it
 */
public record SourceStamp(Instant at, List<Path> entries, Map<Path, ArtifactFiles> artifacts, long sum) {

    /** Looks at all entries of a source; opens directories alone. Says at which entry it is. */
    public static SourceStamp of(Source source, AtomicReference<Path> position) throws IOException {
        Instant at = Instant.now();
        List<Path> entries = SourceWalk.entries(source);
        Map<Path, ArtifactFiles> artifacts = new HashMap<>(2 * entries.size());
        for (Path entry : entries) {
            position.set(entry);
            try {
                artifacts.put(entry, SourceWalk.look(source, entry, false));
            } catch (IOException e) {
                // it is looked at again, to tell what is wrong with it
            }
        }
        return of(at, entries, artifacts);
    }

    private static SourceStamp of(Instant at, List<Path> entries, Map<Path, ArtifactFiles> artifacts) {
        StringBuilder looks = new StringBuilder().append(entries.size());
        boolean whole = artifacts.size() == entries.size();
        for (Path entry : entries) {
            ArtifactFiles found = whole ? artifacts.get(entry) : null;
            if (found != null) {
                whole = showsChanges(found, at);
                append(found, looks);
            }
        }
        long sum = whole ? Contents.of(looks.toString().getBytes(StandardCharsets.UTF_8)) : 0;
        return new SourceStamp(at, entries, artifacts, sum);
    }

    /** Whether an entry is a zip file that is not unpacked. */
    public boolean hasZips() {
        for (ArtifactFiles found : artifacts.values()) {
            if (found.kind() == ArtifactKind.ZIP) {
                return true;
            }
        }
        return false;
    }

    /** The same with zip files that have been unpacked. */
    public SourceStamp with(Map<Path, ArtifactFiles> unpacked) {
        Map<Path, ArtifactFiles> all = new HashMap<>(artifacts);
        all.putAll(unpacked);
        return of(at, entries, all);
    }

    /** Whether a later change shows: all that is looked at has a fingerprint, and each write to a file leaves another one. */
    private static boolean showsChanges(ArtifactFiles found, Instant at) {
        if (found.unseen() != null
                || (found.kind() == ArtifactKind.DIRECTORY && !found.entries().isEmpty())
                || (found.kind() == ArtifactKind.BUNDLE
                        && !found.files().keySet().containsAll(found.entries()))) {
            return false;
        }
        for (Fingerprint file : found.files().values()) {
            if (file.isFile() && !file.isSettledAt(at)) {
                return false;
            }
        }
        return true;
    }

    /** What is at an entry, looked at now if it could not be before. */
    public ArtifactFiles look(Source source, Path entry) throws IOException {
        ArtifactFiles found = artifacts.get(entry);
        return found != null ? found : SourceWalk.look(source, entry, false);
    }

    private static void append(ArtifactFiles found, StringBuilder looks) {
        looks.append('\0').append(found.kind());
        Map<Path, Fingerprint> files = found.files();
        Fingerprint only = files.size() == 1 ? files.get(found.path()) : null;
        append(found.path(), only, looks);
        if (only == null) {
            for (Map.Entry<Path, Fingerprint> file : new TreeMap<>(files).entrySet()) {
                append(file.getKey(), file.getValue(), looks);
            }
        }
        for (Path inside : found.entries()) {
            append(inside, null, looks);
        }
    }

    /** No path has the character zero in it. */
    private static void append(Path path, @Nullable Fingerprint found, StringBuilder looks) {
        looks.append('\0').append(path);
        if (found != null) {
            looks.append('\0').append(found.type()).append(' ').append(found.size());
            looks.append(' ').append(found.modified().to(TimeUnit.NANOSECONDS));
            looks.append(' ').append(Objects.hashCode(found.key()));
        }
    }
}
