package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.discovery.Entries;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** What a look asks file systems. Every failure is an {@link IOException}. */
interface Disk {

    /** The one there is. Stateless. */
    Disk REAL = new Disk() {
        @Override
        public BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
            return Entries.attributes(path, options);
        }

        @Override
        public List<Path> visible(Path directory) throws IOException {
            return Entries.visible(directory);
        }

        @Override
        public boolean isDirect(Path path) throws IOException {
            try {
                Path absolute = path.toAbsolutePath().normalize();
                return path.toRealPath().equals(absolute);
            } catch (RuntimeException e) {
                throw new IOException(e.toString(), e);
            }
        }
    };

    /** The attributes of what is there. */
    BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException;

    /** The entries of a directory that are not hidden. */
    List<Path> visible(Path directory) throws IOException;

    /** Whether no link leads to it. */
    boolean isDirect(Path path) throws IOException;
}
