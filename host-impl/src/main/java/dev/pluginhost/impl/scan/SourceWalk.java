package dev.pluginhost.impl.scan;

import dev.pluginhost.impl.scan.ArtifactFiles.EntryKind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The walk through a source: which entries it has, what each of them is, and the fingerprints of its files. Discovery,
 * the index, and the watch all go by it. It follows links, passes over hidden files (whose names begin with a dot), and
 * opens only directories.
 *
 * <p>Whatever a file system throws, a method here fails with an {@link IOException} alone. Stateless.
 */
public final class SourceWalk {

    /** The file that makes a directory an exploded module. */
    public static final String MODULE_INFO = "module-info.class";

    /** Links can make a few directories look like very many; no module has this number of files. */
    private static final int MOST_FILES = 1_000_000;

    private SourceWalk() {}

    /**
     * The entries of a source that may be artifacts: the source itself, unless it is a directory of artifacts.
     *
     * @throws NoSuchFileException if the source is not there
     */
    public static List<Path> entries(Source source) throws IOException {
        Path path = source.path();
        return isDirectoryOfArtifacts(source) ? visible(path) : List.of(path);
    }

    /** Whether the artifacts of a source are the entries of its directory. */
    public static boolean isDirectoryOfArtifacts(Source source) throws IOException {
        Path path = source.path();
        boolean directory = Fingerprint.of(path).isDirectory();
        if (source instanceof Source.Bundle) {
            if (!directory) {
                throw new NotDirectoryException(path.toString());
            }
            return false;
        }
        return directory && ifThere(path.resolve(MODULE_INFO)) == null;
    }

    /**
     * Looks at an entry of a source.
     *
     * @throws NoSuchFileException if nothing is there
     */
    public static ArtifactFiles look(Source source, Path entry) throws IOException {
        return source instanceof Source.Bundle ? bundle(entry, visible(entry)) : look(entry);
    }

    /**
     * Looks at what may be an artifact.
     *
     * @throws NoSuchFileException if nothing is there
     */
    public static ArtifactFiles look(Path path) throws IOException {
        Fingerprint own = ifThere(path);
        if (own == null) {
            if (isLink(path)) {
                return new ArtifactFiles(path, EntryKind.DANGLING, Map.of(path, Fingerprint.DANGLING));
            }
            throw new NoSuchFileException(path.toString());
        }
        if (!own.isDirectory()) {
            return isNamedLikeJar(path)
                    ? new ArtifactFiles(path, EntryKind.JAR, Map.of(path, own))
                    : new ArtifactFiles(path, EntryKind.OTHER_FILE, Map.of());
        }
        Fingerprint declaration = ifThere(path.resolve(MODULE_INFO));
        if (declaration != null) {
            return exploded(path, own, declaration);
        }
        List<Path> entries = visible(path);
        for (Path entry : entries) {
            if (isNamedLikeJar(entry)) {
                return bundle(path, entries);
            }
        }
        return isNamedLikeJar(path)
                ? new ArtifactFiles(path, EntryKind.JAR, Map.of(path, Fingerprint.DIRECTORY))
                : new ArtifactFiles(path, EntryKind.OTHER_DIRECTORY, Map.of(), entries, null);
    }

    private static ArtifactFiles exploded(Path directory, Fingerprint own, Fingerprint declaration) {
        Map<Path, Fingerprint> files = new HashMap<>();
        IOException unseen = null;
        try {
            walk(directory, own, false, new HashSet<>(), files);
        } catch (IOException e) {
            unseen = e;
        } catch (RuntimeException e) {
            unseen = new IOException(e.toString(), e);
        }
        files.values().removeIf(Fingerprint::isDirectory);
        files.putIfAbsent(directory.resolve(MODULE_INFO), declaration);
        return new ArtifactFiles(directory, EntryKind.EXPLODED, files, List.of(), unseen);
    }

    private static ArtifactFiles bundle(Path directory, List<Path> entries) {
        Map<Path, Fingerprint> jars = new HashMap<>();
        IOException unseen = null;
        for (Path entry : entries) {
            if (isNamedLikeJar(entry)) {
                try {
                    Fingerprint jar = ifThere(entry);
                    if (jar != null) {
                        jars.put(entry, jar.isDirectory() ? Fingerprint.DIRECTORY : jar);
                    } else if (isLink(entry)) {
                        jars.put(entry, Fingerprint.DANGLING);
                    }
                } catch (IOException e) {
                    unseen = e;
                }
            }
        }
        return new ArtifactFiles(directory, EntryKind.BUNDLE, jars, entries, unseen);
    }

    /**
     * All files and directories below a directory, hidden ones too. A directory that a link within itself leads to is
     * not entered again.
     *
     * @throws IOException if a directory cannot be read, or there are more than 1,000,000 files
     */
    public static Set<Path> below(Path directory) throws IOException {
        Map<Path, Fingerprint> files = new HashMap<>();
        walk(directory, Fingerprint.of(directory), true, new HashSet<>(), files);
        return files.keySet();
    }

    /**
     * Adds what is below a directory.
     *
     * @param above the keys of the directories on the way down, by which a link that leads back is known
     */
    private static void walk(
            Path directory, Fingerprint own, boolean hidden, Set<Object> above, Map<Path, Fingerprint> files)
            throws IOException {
        Object key = own.key() != null ? own.key() : directory.toRealPath();
        if (!above.add(key)) {
            return;
        }
        for (Path entry : list(directory, hidden)) {
            if (files.size() >= MOST_FILES) {
                throw new IOException("there are more than " + MOST_FILES + " files in the module, up to " + entry);
            }
            Fingerprint found = ifReachable(entry);
            if (found == null) {
                continue; // it has gone since it was listed
            }
            if (!found.isDirectory()) {
                files.put(entry, found);
            } else {
                files.put(entry, Fingerprint.DIRECTORY);
                try {
                    walk(entry, found, hidden, above, files);
                } catch (NoSuchFileException e) {
                    files.remove(entry); // it has gone since it was listed
                }
            }
        }
        above.remove(key);
    }

    /** What is at a path, also if that is a link to nowhere, or to itself; null if nothing is. */
    private static @Nullable Fingerprint ifReachable(Path path) throws IOException {
        try {
            return Fingerprint.of(path);
        } catch (IOException e) {
            if (isLink(path)) {
                return Fingerprint.DANGLING;
            }
            if (e instanceof NoSuchFileException) {
                return null;
            }
            throw e;
        }
    }

    private static @Nullable Fingerprint ifThere(Path path) throws IOException {
        try {
            return Fingerprint.of(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static boolean isLink(Path path) throws IOException {
        try {
            return Files.isSymbolicLink(path);
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
    }

    /** Whether nothing is at a path, not even a link that leads nowhere. */
    public static boolean isGone(Path path) {
        try {
            return ifThere(path) == null && !isLink(path);
        } catch (IOException e) {
            return false;
        }
    }

    /** The visible entries of a directory, in the order of their names: what is found never depends on the disk. */
    public static List<Path> visible(Path directory) throws IOException {
        List<Path> entries = list(directory, false);
        Collections.sort(entries);
        return entries;
    }

    private static List<Path> list(Path directory, boolean hidden) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                if (hidden || !name(entry).startsWith(".")) {
                    entries.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
        return entries;
    }

    public static boolean isNamedLikeJar(Path path) {
        return name(path).endsWith(".jar");
    }

    /** The last name of a path; that of the directory that it stands for, if it is {@code .} or {@code ..}. */
    public static String name(Path path) {
        Path name = path.getFileName();
        if (name == null
                || name.toString().isEmpty()
                || name.toString().equals(".")
                || name.toString().equals("..")) {
            name = path.toAbsolutePath().normalize().getFileName();
        }
        return name == null ? path.toString() : name.toString();
    }
}
