package dev.pluginhost.modules.index;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Opens an index only if this user or root alone can have written it or put it there: another user's index could lie about what a plugin is.
 * This is checked on the default file system, where the system knows owners. Access control lists count as far as they show in the rights of the
 * group. Stateless.
 *
 * <p>The directory is opened first, and the file is looked up in that very directory. So later changes of its path do
 * not matter, nor does who may write to the directories above it. Only a regular file is opened.
 */
final class Trust {

    /** On Linux it belongs to the user of this process. */
    private static final Path SELF = Path.of("/proc/self");

    /** In a directory with this bit of its mode only owners can rename and delete files. */
    private static final int STICKY = 01000;

    private Trust() {}

    static SeekableByteChannel open(Path directory, String name) throws IOException {
        Path file = directory.resolve(name);
        if (!hasOwners(file)) {
            checkFile(file, Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
            return Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        }
        try (DirectoryStream<Path> opened = Files.newDirectoryStream(directory)) {
            if (opened instanceof SecureDirectoryStream<Path> secure) {
                checkDirectory(
                        directory,
                        secure.getFileAttributeView(PosixFileAttributeView.class)
                                .readAttributes());
                Path relative = file.getFileSystem().getPath(name);
                checkFile(
                        file,
                        secure.getFileAttributeView(relative, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                                .readAttributes());
                return secure.newByteChannel(relative, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            }
        }
        checkDirectory(directory);
        checkFile(file, Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        return Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private static void checkFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (!attributes.isRegularFile()) {
            throw new IOException(file + " is not a regular file");
        }
        if (attributes instanceof PosixFileAttributes posix && isWritableByOthers(file, posix)) {
            throw new IOException(file + " can be written to by others");
        }
    }

    /** Refuses a directory in which others can replace a file. */
    static void checkDirectory(Path directory) throws IOException {
        if (hasOwners(directory)) {
            checkDirectory(directory, Files.readAttributes(directory, PosixFileAttributes.class));
        }
    }

    private static void checkDirectory(Path directory, PosixFileAttributes attributes) throws IOException {
        if (isWritableByOthers(directory, attributes) && !isSticky(directory, attributes)) {
            throw new IOException(directory + " can be written to by others");
        }
    }

    /** Only a path gives the mode; so it must still lead to the directory that was opened. */
    private static boolean isSticky(Path directory, PosixFileAttributes attributes) throws IOException {
        Map<String, Object> there = Files.readAttributes(directory, "unix:mode,fileKey");
        return Objects.equals(there.get("fileKey"), attributes.fileKey())
                && there.get("mode") instanceof Integer mode
                && (mode & STICKY) != 0;
    }

    /** Refuses what belongs to another user, who can change its permissions. */
    private static boolean isWritableByOthers(Path path, PosixFileAttributes attributes) throws IOException {
        String owner = attributes.owner().getName();
        if (!owner.equals("root") && !owner.equals(System.getProperty("user.name")) && !owner.equals(ownerOfSelf())) {
            throw new IOException(path + " does not belong to this user");
        }
        return attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    /** A user in a container may have no name, and {@code /proc/self} may belong to root, so both are asked. */
    private static String ownerOfSelf() {
        try {
            return Files.getOwner(SELF).getName();
        } catch (IOException | RuntimeException e) {
            return "root"; // this is not Linux
        }
    }

    private static boolean hasOwners(Path file) {
        return file.getFileSystem().equals(FileSystems.getDefault())
                && file.getFileSystem().supportedFileAttributeViews().containsAll(Set.of("posix", "unix"));
    }
}
