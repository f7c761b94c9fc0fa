package dev.pluginhost.impl.index;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether an index can only have been written by the user who runs the host. Whoever else writes one could lie about what a
 * plugin is. It is asked where the system tells who owns a file, on the default file system alone. Stateless.
 */
final class Trust {

    /** Belongs to the user of this process, on Linux. */
    private static final Path SELF = Path.of("/proc/self");

    private static final int WRITABLE_BY_ALL = 02;

    /** In such a directory files can be renamed and deleted by their owners alone. */
    private static final int STICKY = 01000;

    private Trust() {}

    /**
     * Refuses a file that others may have written, or put there. In a directory that others may write to, sticky or not, a
     * file of theirs is refused for its owner; so is a link, which is not followed.
     */
    static void check(Path file) throws IOException {
        if (!isAsked(file)) {
            return;
        }
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile() || !users().contains(attributes.owner())) {
            throw new IOException(file + " is no file of this user");
        }
        Set<PosixFilePermission> permissions = attributes.permissions();
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(file + " can be written to by others");
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null
                && Files.getAttribute(directory, "unix:mode") instanceof Integer mode
                && (mode & WRITABLE_BY_ALL) != 0
                && (mode & STICKY) == 0) {
            throw new IOException(directory + " can be written to by others");
        }
    }

    private static boolean isAsked(Path file) {
        return file.getFileSystem().equals(FileSystems.getDefault())
                && file.getFileSystem().supportedFileAttributeViews().containsAll(Set.of("posix", "unix"));
    }

    /**
     * The user who runs this, as far as can be told. Either way may lead nowhere: a user in a container may have no name, and
     * where a process keeps its memory to itself, all that is said of it belongs to root.
     */
    private static Set<UserPrincipal> users() {
        Set<UserPrincipal> users = new HashSet<>();
        try {
            users.add(Files.getOwner(SELF));
        } catch (IOException | RuntimeException e) {
            // not Linux
        }
        try {
            users.add(FileSystems.getDefault()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(System.getProperty("user.name")));
        } catch (IOException | RuntimeException e) {
            // without a name
        }
        return users;
    }
}
