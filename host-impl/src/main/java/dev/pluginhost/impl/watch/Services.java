package dev.pluginhost.impl.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/** How file systems are asked for events. */
interface Services {

    /** As the JDK does. Stateless. */
    Services REAL = new Services() {
        @Override
        public WatchService open(FileSystem fileSystem) throws IOException {
            return fileSystem.newWatchService();
        }

        @Override
        public WatchKey register(Path directory, WatchService service) throws IOException {
            // of one directory there is one key, and the last registration says what it is for: so all are for
            // everything
            return directory.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY);
        }
    };

    /** A service for one file system; {@link UnsupportedOperationException} if it has none. */
    WatchService open(FileSystem fileSystem) throws IOException;

    /** Has events of a directory. */
    WatchKey register(Path directory, WatchService service) throws IOException;
}
