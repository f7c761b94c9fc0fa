package dev.pluginhost.impl.index;

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
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Opens an index only if this user or root alone can have written it or put it there: another user's index could lie
 * about what a plugin is. This is checked on the default file system, where the system knows owners; access control
 * lists count as far as they show in the rights of the group. Stateless.
 *
 * <p>The directory is opened first, and the file is looked up in that very directory. So later changes of its path do
 * not matter, nor does who may write to the directories above it. Only a regular file is opened.
 */
final class Trust {

    /** On Linux it belongs to the user of this process. */
    private static final Path SELF = Path.of("/proc/self");

    /** How often a file is opened that is replaced meanwhile. */
    private static final int MOST_TRIES = 16;

    /** In a directory with this bit of its mode only owners can rename and delete files. */
    private static final int STICKY = 01000;

    private Trust() {}

    /**
     * Opens a file for reading.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     * @throws IOException if it is not a regular file, is empty, or others could have written or replaced it
     */
    static SeekableByteChannel open(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path name = file.getFileName();
        if (directory == null || name == null || !hasOwners(file)) {
            return openUnchecked(file);
        }
        try (DirectoryStream<Path> opened = Files.newDirectoryStream(directory)) {
            if (!(opened instanceof SecureDirectoryStream<Path> secure)) {
                checkDirectory(directory);
                checkFile(
                        file,
                        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
                return openUnchecked(file);
            }
            checkDirectory(
                    directory,
                    secure.getFileAttributeView(PosixFileAttributeView.class).readAttributes());
            PosixFileAttributeView view =
                    secure.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            for (int tries = 0; tries < MOST_TRIES; tries++) {
                PosixFileAttributes checked = checkFile(file, view);
                SeekableByteChannel channel =
                        secure.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                if (isStill(checked, view, channel)) {
                    return channel;
                }
                channel.close();
            }
            throw new IOException(file + " was replaced again and again while it was opened");
        }
    }

    /** Whether the opened file is the checked one: another host of this user may have replaced it in between. */
    private static boolean isStill(
            PosixFileAttributes checked, PosixFileAttributeView view, SeekableByteChannel channel) throws IOException {
        try {
            return Objects.equals(checked.fileKey(), view.readAttributes().fileKey());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static SeekableByteChannel openUnchecked(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        refuseSpecial(file, attributes);
        return Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private static void refuseSpecial(Path file, BasicFileAttributes attributes) throws IOException {
        if (!attributes.isRegularFile()) {
            throw new IOException(file + " is not a regular file");
        }
        if (attributes.size() == 0) {
            throw new IOException(file + " is empty");
        }
    }

    private static PosixFileAttributes checkFile(Path file, PosixFileAttributeView view) throws IOException {
        PosixFileAttributes attributes = view.readAttributes();
        refuseSpecial(file, attributes);
        if (!isTrusted(attributes)) {
            throw new IOException(file + " does not belong to this user");
        }
        if (isWritableByOthers(attributes)) {
            throw new IOException(file + " can be written to by others");
        }
        return attributes;
    }

    /** Refuses a directory in which others can replace a file. */
    static void checkDirectory(Path directory) throws IOException {
        if (hasOwners(directory)) {
            checkDirectory(directory, Files.readAttributes(directory, PosixFileAttributes.class));
        }
    }

    private static void checkDirectory(Path directory, PosixFileAttributes attributes) throws IOException {
        if (!isTrusted(attributes)) {
            throw new IOException(directory + " does not belong to this user");
        }
        if (isWritableByOthers(attributes) && !isSticky(directory, attributes)) {
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

    private static boolean isTrusted(PosixFileAttributes attributes) {
        return attributes.owner().getName().equals("root") || users().contains(attributes.owner());
    }

    private static boolean isWritableByOthers(PosixFileAttributes attributes) {
        return attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static boolean hasOwners(Path file) {
        return file.getFileSystem().equals(FileSystems.getDefault())
                && file.getFileSystem().supportedFileAttributeViews().containsAll(Set.of("posix", "unix"));
    }

    /**
     * The user of this process. Either way of asking may fail: a user in a container may have no name, and {@code
     * /proc/self} may belong to root.
     */
    private static Set<UserPrincipal> users() {
        Set<UserPrincipal> users = new HashSet<>();
        try {
            users.add(Files.getOwner(SELF));
        } catch (IOException | RuntimeException e) {
            // this is not Linux
        }
        try {
            users.add(FileSystems.getDefault()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(System.getProperty("user.name")));
        } catch (IOException | RuntimeException e) {
            // the user has no name
        }
        return users;
    }
}
