package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.discovery.Entries;
import dev.pluginhost.impl.discovery.Fingerprint;
import dev.pluginhost.impl.discovery.Source;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One look at all sources, under way. What goes meanwhile is not there; what cannot be seen is as it was before. Not safe for
 * use by several threads at once.
 */
final class Look {

    /** Stands for what has no content to compare. */
    private static final Fingerprint LINK_TO_NOTHING = mark("a link that leads nowhere");

    private static final Fingerprint DIRECTORY = mark("a directory");

    private final Disk disk;
    private final Snapshot before;
    private final Map<Path, Map<Path, Fingerprint>> artifacts = new HashMap<>();
    private final Map<Path, Sight.Directory> directories = new HashMap<>();
    private final Map<Path, String> unseen = new HashMap<>();
    private boolean plain = true;

    Look(Disk disk, Snapshot before) {
        this.disk = disk;
        this.before = before;
    }

    private static Fingerprint mark(String what) {
        return new Fingerprint(-1, FileTime.fromMillis(0), what);
    }

    Sight sight() {
        artifacts.replaceAll((artifact, files) -> { // of what has not changed, one copy is enough
            Map<Path, Fingerprint> known = before.artifacts().get(artifact);
            return files.equals(known) ? known : files;
        });
        return new Sight(new Snapshot(artifacts), directories, plain && unseen.isEmpty(), unseen);
    }

    /** Looks at a source. */
    void at(Source source) {
        Path path = source.path();
        expectFromParent(path);
        try {
            BasicFileAttributes attributes = disk.attributes(path);
            plain &= disk.isDirect(path);
            if (source instanceof Source.Bundle) {
                if (attributes.isDirectory()) {
                    found(path, bundle(path, attributes));
                }
            } else if (!attributes.isDirectory()) {
                if (Entries.isNamedLikeJar(path)) {
                    found(path, Map.of(path, Fingerprint.of(attributes)));
                }
            } else if (isExploded(path)) {
                found(path, tree(path, attributes));
            } else {
                directoryOfArtifacts(path, attributes);
            }
        } catch (NoSuchFileException e) {
            plain = false; // its parent may be missing too, and then nothing tells of its coming
        } catch (IOException e) {
            unseen(path, e);
            before.artifacts().forEach((artifact, files) -> {
                if (artifact.equals(path) || isIn(path, artifact)) {
                    found(artifact, files);
                }
            });
        }
    }

    /** Whether it is an entry of a directory, which may be the working directory: that is no entry's parent. */
    private static boolean isIn(Path directory, Path entry) {
        Path name = entry.getFileName();
        return name != null && directory.resolve(name).equals(entry);
    }

    private void directoryOfArtifacts(Path directory, BasicFileAttributes attributes) throws IOException {
        expect(directory, attributes, Interest.ARTIFACTS);
        List<Path> entries = disk.visible(directory);
        found(directory, Map.of());
        for (Path entry : entries) {
            try {
                Map<Path, Fingerprint> files = artifact(entry);
                if (files != null) {
                    found(entry, files);
                }
            } catch (NoSuchFileException e) {
                plain = false; // gone meanwhile, and something may have taken its place
            } catch (IOException e) {
                unseen(entry, e);
                Map<Path, Fingerprint> files = before.artifacts().get(entry);
                if (files != null) {
                    found(entry, files);
                }
            }
        }
    }

    /** The files of an artifact; null if it is none. */
    private @Nullable Map<Path, Fingerprint> artifact(Path entry) throws IOException {
        BasicFileAttributes attributes = followed(entry, disk.attributes(entry, LinkOption.NOFOLLOW_LINKS));
        if (attributes == null) {
            return Map.of(entry, LINK_TO_NOTHING);
        }
        if (!attributes.isDirectory()) {
            return Entries.isNamedLikeJar(entry) ? Map.of(entry, Fingerprint.of(attributes)) : null;
        }
        if (isExploded(entry)) {
            return tree(entry, attributes);
        }
        Map<Path, Fingerprint> jars = bundle(entry, attributes);
        if (!jars.isEmpty()) {
            return jars;
        }
        return Entries.isNamedLikeJar(entry) ? Map.of(entry, DIRECTORY) : null;
    }

    private boolean isExploded(Path directory) throws IOException {
        try {
            disk.attributes(directory.resolve(Entries.MODULE_INFO));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Map<Path, Fingerprint> bundle(Path directory, BasicFileAttributes attributes) throws IOException {
        expect(directory, attributes, Interest.CONTENT);
        Map<Path, Fingerprint> jars = new HashMap<>();
        for (Path entry : disk.visible(directory)) {
            if (!Entries.isNamedLikeJar(entry)) {
                continue;
            }
            try {
                fingerprint(entry, followed(entry, disk.attributes(entry, LinkOption.NOFOLLOW_LINKS)), jars);
            } catch (NoSuchFileException e) {
                plain = false;
            }
        }
        return jars;
    }

    /** All of it, as any class of it may have been compiled again. */
    private Map<Path, Fingerprint> tree(Path root, BasicFileAttributes attributes) throws IOException {
        Map<Path, Fingerprint> files = new HashMap<>();
        walk(root, attributes, files, new Way(attributes.fileKey()));
        return files;
    }

    /**
     * The directories on the way down, known by their keys. Where a file system has no keys, links may lead back to here, and only so many
     * are followed.
     */
    private static final class Way {

        private static final int MOST_LINKS = 8;

        private final Deque<Object> keys = new ArrayDeque<>();
        private int links;

        Way(@Nullable Object root) {
            keys.push(key(root));
        }

        private static Object key(@Nullable Object key) {
            return key == null ? new Object() : key;
        }

        /** Goes down to a directory; false if it is above, or may be. */
        boolean down(@Nullable Object key, boolean link) {
            if ((key != null && keys.contains(key)) || (key == null && link && links == MOST_LINKS)) {
                return false;
            }
            keys.push(key(key));
            links += link ? 1 : 0;
            return true;
        }

        void up(boolean link) {
            keys.pop();
            links -= link ? 1 : 0;
        }
    }

    /** Follows links, as {@link dev.pluginhost.impl.index.FileTree} does. */
    private void walk(Path directory, BasicFileAttributes attributes, Map<Path, Fingerprint> files, Way way)
            throws IOException {
        expect(directory, attributes, Interest.ANY);
        for (Path entry : disk.visible(directory)) {
            try {
                BasicFileAttributes own = disk.attributes(entry, LinkOption.NOFOLLOW_LINKS);
                BasicFileAttributes there = followed(entry, own);
                boolean link = own.isSymbolicLink();
                if (there == null || !there.isDirectory() || !way.down(there.fileKey(), link)) {
                    fingerprint(entry, there, files);
                    continue;
                }
                try {
                    walk(entry, there, files, way);
                } finally {
                    way.up(link);
                }
            } catch (NoSuchFileException e) {
                plain = false;
            }
        }
    }

    private static void fingerprint(Path file, @Nullable BasicFileAttributes attributes, Map<Path, Fingerprint> files) {
        if (attributes == null) {
            files.put(file, LINK_TO_NOTHING);
        } else {
            // the time of a directory says nothing about what is in it
            files.put(file, attributes.isDirectory() ? DIRECTORY : Fingerprint.of(attributes));
        }
    }

    /** The attributes of what a link leads to, or its own if it is none; null if it leads nowhere. */
    private @Nullable BasicFileAttributes followed(Path entry, BasicFileAttributes own) throws IOException {
        if (!own.isSymbolicLink()) {
            return own;
        }
        plain = false; // what it leads to changes without an event here
        try {
            return disk.attributes(entry);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** What two sources have in common consists of what it is to either. */
    private void found(Path artifact, Map<Path, Fingerprint> files) {
        artifacts.merge(artifact, files, (a, b) -> {
            Map<Path, Fingerprint> both = new HashMap<>(a);
            both.putAll(b);
            return both;
        });
    }

    private void unseen(Path path, IOException reason) {
        unseen.put(path, Thrown.text(reason));
    }

    private void expect(Path directory, BasicFileAttributes attributes, Interest interest) {
        directories.merge(
                directory,
                new Sight.Directory(interest, attributes.fileKey()),
                (a, b) -> new Sight.Directory(a.interest().or(b.interest()), b.key()));
    }

    /** A source that is moved away, or put in its place, is an event of the directory that it is in. */
    private void expectFromParent(Path path) {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            return;
        }
        try {
            expect(parent, disk.attributes(parent), Interest.only(name.toString()));
        } catch (IOException e) {
            plain = false;
        }
    }
}
