package dev.pluginhost.impl.index;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the artifacts of a source, for one scan of it: what an earlier scan has found, and what this one has. Nothing
 * that this one does not come across is kept. For use by one thread.
 */
public final class Index {

    private final @Nullable Path source;
    private final Optional<IndexFile> file;
    private final Map<String, Entry> before;
    private final Map<String, Entry> now = new LinkedHashMap<>();

    /** Whether this scan has asked for an artifact, and whether one was known. */
    private boolean asked;

    private boolean fitted;

    /** Whether this scan has found something that was not known before it. */
    private boolean noted;

    /** What has been modified since may be modified again without being another file by its looks. */
    private final Instant began;

    private Index(@Nullable Path source, Optional<IndexFile> file, Map<String, Entry> before, Instant began) {
        this.source = source;
        this.file = file;
        this.before = before;
        this.began = began;
    }

    /** One that knows nothing and learns nothing. */
    static Index none() {
        return new Index(null, Optional.empty(), Map.of(), Instant.EPOCH);
    }

    /** One of a source, for a scan that begins then. */
    static Index of(Path source, IndexFile file, Map<String, Entry> before, Instant began) {
        return new Index(source, Optional.of(file), before, began);
    }

    /**
     * Looks at a jar.
     *
     * @return nothing if it is not one of those that an index holds
     */
    public Optional<Sighting> jar(Path jar, BasicFileAttributes attributes) {
        return source == null || !attributes.isRegularFile()
                ? Optional.empty()
                : Optional.of(sighting(source, jar, attributes, List.of()));
    }

    /**
     * Looks at an exploded module.
     *
     * @param moduleInfo the attributes of its {@code module-info.class}
     * @return nothing if it is not one of those that an index holds
     */
    public Optional<Sighting> exploded(Path directory, BasicFileAttributes moduleInfo) {
        if (source == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(sighting(source, directory, moduleInfo, Layout.of(directory)));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // reading it will tell what is wrong with it
        }
    }

    private static Sighting sighting(Path source, Path file, BasicFileAttributes attributes, List<String> layout) {
        return new Sighting(source.relativize(file).toString(), Stamp.of(attributes), layout);
    }

    /** What an artifact was found to declare, if it was seen before as it is now. */
    public Optional<Entry> find(Sighting sighting) {
        asked = true;
        Entry entry = before.get(sighting.name());
        return entry == null || !entry.sighting().equals(sighting) ? Optional.empty() : Optional.of(entry);
    }

    /** Keeps what was found before, as it is still true. */
    public void keep(Entry entry) {
        fitted = true;
        now.put(entry.sighting().name(), entry);
    }

    /**
     * Notes what an artifact was found to declare.
     *
     * @param sighting of the time before it was read
     * @param contents likewise
     */
    public void note(Sighting sighting, ModuleDescriptor descriptor, long contents) {
        Entry entry = new Entry(sighting, descriptor, contents);
        if (sighting.stamp().isSettledAt(began) && IndexFile.canHold(entry)) {
            now.put(sighting.name(), entry);
            noted = true;
        }
    }

    /** The file that it is kept in, if it is to be kept. */
    Optional<IndexFile> file() {
        return file;
    }

    /** Whether there were entries before, and none is of an artifact as this scan has found it. */
    boolean fitsNothing() {
        return asked && !fitted && !before.isEmpty();
    }

    /** Whether this scan has found something else than what was known before it. */
    boolean hasChanged() {
        return noted || now.size() != before.size();
    }

    /** What this scan has found. */
    Collection<Entry> entries() {
        return now.values();
    }
}
