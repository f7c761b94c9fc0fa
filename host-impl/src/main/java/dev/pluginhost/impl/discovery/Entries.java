package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.FileTree;
import dev.pluginhost.impl.scan.TimedAttributes;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The questions that discovery and watching ask a file system. Whatever a file system answers with, the failure is an
 * {@link IOException}: one that is not the JDK's may throw anything, and one that was closed throws a
 * {@link java.nio.file.ClosedFileSystemException}. Stateless.
 */
public final class Entries {

    /** What makes a directory an exploded module. */
    public static final String MODULE_INFO = "module-info.class";

    /** Whether the default file system has change times. */
    private static final boolean TELLS_CHANGES =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    private Entries() {}

    /**
     * The visible entries of a directory, ordered by file name so that what is found never depends on the disk. Two files whose
     * names look alike, as they cannot be read in this process's encoding, are two.
     */
    public static List<Path> visible(Path directory) throws IOException {
        Map<String, Path> entries = new HashMap<>();
        List<Path> alike = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                String name = name(entry);
                if (!name.startsWith(".")) {
                    Path other = entries.put(name, entry);
                    if (other != null) {
                        alike.add(other);
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
        List<Path> visible = new ArrayList<>(ByName.sorted(entries).values());
        visible.addAll(alike);
        return visible;
    }

    /** All files and directories below a directory, links followed as {@link FileTree} does. */
    public static List<Path> below(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        FileTree.walk(directory, (path, attributes) -> all.add(path));
        return all;
    }

    /**
     * The attributes of what is there, links followed unless the options say otherwise; with the change time where the file
     * system has one.
     */
    public static BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
        try {
            return TELLS_CHANGES && path.getFileSystem() == FileSystems.getDefault()
                    ? new TimedAttributes(Files.readAttributes(path, TimedAttributes.NAMES, options))
                    : Files.readAttributes(path, BasicFileAttributes.class, options);
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
    }

    static Optional<BasicFileAttributes> attributesIfThere(Path path) throws IOException {
        try {
            return Optional.of(attributes(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether nothing is there, not even a link that leads nowhere. */
    static boolean isGone(Path path) {
        try {
            return attributesIfThere(path).isEmpty() && !Files.isSymbolicLink(path);
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isReadable(Path path) {
        try {
            return Files.isReadable(path);
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Whether it has the name of a jar, whatever it is. */
    public static boolean isNamedLikeJar(Path path) {
        return name(path).endsWith(".jar");
    }

    /** Only there can the JDK open jars; from elsewhere it copies them to a temporary directory, and leaves them there. */
    static boolean canHoldJars(Path path) {
        return path.getFileSystem().equals(FileSystems.getDefault());
    }

    /** The last name of a path; that of the directory it stands for, if it is {@code .} or the like. */
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
