package dev.pluginhost.modules.scan;

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

    /** What an entry of a source is. */
    public enum ArtifactKind {
        /** Named like a jar, whatever it is. */
        JAR,
        /** A file that is named like a zip file, whatever it is. */
        ZIP,
        /** A directory with a {@code module-info.class}. */
        EXPLODED,
        /** A directory with jars in it, or such a zip file when it is unpacked. */
        BUNDLE,
        /** The parts of a plugin, wherever they are. */
        PARTS,
        /** Another directory. */
        DIRECTORY,
        /** A link that leads nowhere. */
        DANGLING,
        /** Another file. */
        OTHER
    }

    /**
     * An entry of a source, as it looks. Not changed once it is made.
     *
     * @param files its files: the jar or zip file itself, all files of an exploded module, the jars of a bundle, the parts that
     *     exist and all files of those that are directories, else none
     * @param entries the visible entries of a bundle or another directory, or the jars of an unpacked zip file, sorted
     * @param unseen why some of its files are missing here, if their attributes could not be read
     */
    public record ArtifactFiles(
            Path path,
            ArtifactKind kind,
            Map<Path, Fingerprint> files,
            List<Path> entries,
            @Nullable IOException unseen) {

        /** The directory of the cache that a zip file was unpacked to; null if it is nothing of that kind. */
        public @Nullable Path unpacked() {
            Path jars = kind == ArtifactKind.BUNDLE && !entries.isEmpty()
                    ? entries.get(0).getParent()
                    : null;
            return jars == null || jars.equals(path) ? null : jars.getParent();
        }
    }

    private SourceWalk() {}

    /** The entries of a source that may be artifacts, sorted: the source itself, unless it is a directory of artifacts. */
    public static List<Path> entries(Source source) throws IOException {
        Path path = source.path();
        if (source.isOfParts()) {
            return List.of(path);
        }
        boolean directory = Fingerprint.of(path).isDirectory();
        if (source.isBundle() && !directory && !isNamedLikeZip(path)) {
            throw new NotDirectoryException(path.toString());
        }
        return source.isBundle() || !directory || Fingerprint.find(path.resolve(MODULE_INFO), false) != null
                ? List.of(path)
                : visible(path);
    }

    /** Looks at an entry of a source, also at the change times of its files or not. */
    public static ArtifactFiles look(Source source, Path path, boolean changeTimes) throws IOException {
        if (source.isBundle() && !isNamedLikeZip(path)) {
            return bundle(path, visible(path), changeTimes);
        }
        if (source.isOfParts()) {
            return parts(source, changeTimes);
        }
        Fingerprint own = Fingerprint.find(path, changeTimes);
        if (own == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (own.isFile() && isNamedLikeZip(path)) {
            return new ArtifactFiles(path, ArtifactKind.ZIP, Map.of(path, own), List.of(), null);
        }
        boolean jar = isNamedLikeJar(path);
        if (!own.isDirectory()) {
            boolean dangling = own.type() == Fingerprint.Type.DANGLING;
            ArtifactKind kind = dangling ? ArtifactKind.DANGLING : jar ? ArtifactKind.JAR : ArtifactKind.OTHER;
            return new ArtifactFiles(path, kind, jar || dangling ? Map.of(path, own) : Map.of(), List.of(), null);
        }
        Fingerprint declaration = Fingerprint.find(path.resolve(MODULE_INFO), changeTimes);
        if (declaration != null) {
            return exploded(path, own, declaration, changeTimes);
        }
        List<Path> entries = visible(path);
        for (Path entry : entries) {
            if (isNamedLikeJar(entry)) {
                return bundle(path, entries, changeTimes);
            }
        }
        return jar
                ? new ArtifactFiles(path, ArtifactKind.JAR, Map.of(path, Fingerprint.DIRECTORY), entries, null)
                : new ArtifactFiles(path, ArtifactKind.DIRECTORY, Map.of(), entries, null);
    }

    private static ArtifactFiles exploded(
            Path directory, Fingerprint own, Fingerprint declaration, boolean changeTimes) {
        Map<Path, Fingerprint> files = new HashMap<>();
        IOException unseen = null;
        try {
            walk(directory, own, changeTimes, new HashSet<>(), files);
        } catch (IOException e) {
            unseen = e;
        } catch (RuntimeException e) {
            unseen = new IOException(e.toString(), e);
        }
        files.values().removeIf(Fingerprint::isDirectory);
        files.putIfAbsent(directory.resolve(MODULE_INFO), declaration);
        return new ArtifactFiles(directory, ArtifactKind.EXPLODED, files, List.of(), unseen);
    }

    private static ArtifactFiles bundle(Path directory, List<Path> entries, boolean changeTimes) {
        Map<Path, Fingerprint> jars = new HashMap<>();
        IOException unseen = null;
        for (Path entry : entries) {
            try {
                Fingerprint jar = isNamedLikeJar(entry) ? Fingerprint.find(entry, changeTimes) : null;
                if (jar != null) {
                    jars.put(entry, jar.isDirectory() ? Fingerprint.DIRECTORY : jar);
                }
            } catch (IOException e) {
                unseen = e;
            }
        }
        return new ArtifactFiles(directory, ArtifactKind.BUNDLE, jars, entries, unseen);
    }

    private static ArtifactFiles parts(Source source, boolean changeTimes) {
        Map<Path, Fingerprint> files = new HashMap<>();
        IOException unseen = null;
        for (Path part : source.parts()) {
            try {
                Fingerprint found = Fingerprint.find(part, changeTimes);
                if (found != null && found.isDirectory()) {
                    walk(part, found, changeTimes, new HashSet<>(), files);
                }
                if (found != null) {
                    files.put(part, found.isDirectory() ? Fingerprint.DIRECTORY : found);
                }
            } catch (NoSuchFileException e) {
                // it has gone since it was looked at
            } catch (IOException e) {
                unseen = e;
            } catch (RuntimeException e) {
                unseen = new IOException(e.toString(), e);
            }
        }
        files.entrySet()
                .removeIf(
                        file -> file.getValue().isDirectory() && !source.parts().contains(file.getKey()));
        return new ArtifactFiles(source.path(), ArtifactKind.PARTS, files, source.parts(), unseen);
    }

    /** Adds what is below a directory, unless a link has led back to it: {@code above} are the keys on the way down. */
    private static void walk(
            Path directory, Fingerprint own, boolean changeTimes, Set<Object> above, Map<Path, Fingerprint> files)
            throws IOException {
        Object key = own.key() != null ? own.key() : directory.toRealPath();
        if (!above.add(key)) {
            return;
        }
        for (Path entry : list(directory)) {
            if (files.size() >= MOST_FILES) {
                throw new IOException("there are more than " + MOST_FILES + " files in the module, up to " + entry);
            }
            Fingerprint found = Fingerprint.find(entry, changeTimes);
            if (found == null) {
                continue; // it has gone since it was listed
            }
            if (!found.isDirectory()) {
                files.put(entry, found);
            } else {
                files.put(entry, Fingerprint.DIRECTORY);
                try {
                    walk(entry, found, changeTimes, above, files);
                } catch (NoSuchFileException e) {
                    files.remove(entry); // it has gone since it was listed
                }
            }
        }
        above.remove(key);
    }

    /** Whether nothing is at a path, not even a link that leads nowhere. */
    public static boolean isGone(Path path) {
        try {
            return Fingerprint.find(path, false) == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** The visible entries of a directory, in the order of their names: what is found never depends on the disk. */
    public static List<Path> visible(Path directory) throws IOException {
        List<Path> entries = list(directory);
        Collections.sort(entries);
        return entries;
    }

    private static List<Path> list(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                if (!name(entry).startsWith(".")) {
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

    public static boolean isNamedLikeZip(Path path) {
        String name = name(path);
        int stem = name.length() - ".zip".length();
        return stem > 0 && name.regionMatches(true, stem, ".zip", 0, ".zip".length());
    }

    /** The path of a file of an artifact from its source, which it need not be in; the source resolves it to the file. */
    public static String relative(Path source, Path file) {
        return (file.startsWith(source) ? source.relativize(file) : file).toString();
    }

    /** The last name of a path; that of the directory that it stands for, if it is {@code .} or {@code ..}. */
    public static String name(Path path) {
        Path name = path.getFileName();
        String text = name == null ? "" : name.toString();
        if (text.isEmpty() || text.equals(".") || text.equals("..")) {
            name = path.toAbsolutePath().normalize().getFileName();
        }
        return name == null ? path.toString() : name.toString();
    }
}
