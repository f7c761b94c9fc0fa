package dev.pluginhost.impl.watch;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The events of all file systems that sources are on. All methods belong to the watch's thread. */
final class Events {

    private static final Coverage NONE = new Coverage(false, false);

    private final Services services;
    private final Bell bell;
    private final ThreadFactory threads;
    private final Complaints complaints;
    private final Map<FileSystem, FileSystemEvents> byFileSystem = new HashMap<>();

    /** File systems without events. */
    private final Set<FileSystem> silent = new HashSet<>();

    Events(Services services, Bell bell, ThreadFactory threads, Complaints complaints) {
        this.services = services;
        this.bell = bell;
        this.threads = threads;
        this.complaints = complaints;
    }

    /** Hears from these directories, and no others, as far as that is possible; why it is not is told once. */
    Coverage hear(Map<Path, Sight.Directory> directories) {
        Map<FileSystem, Map<Path, Sight.Directory>> wanted = new HashMap<>();
        byFileSystem.keySet().forEach(fileSystem -> wanted.put(fileSystem, new HashMap<>()));
        directories.forEach((path, directory) -> wanted.computeIfAbsent(path.getFileSystem(), any -> new HashMap<>())
                .put(path, directory));
        Coverage coverage = new Coverage(true, false);
        for (Map.Entry<FileSystem, Map<Path, Sight.Directory>> each : wanted.entrySet()) {
            coverage = coverage.and(hear(of(each.getKey()), each.getValue()));
        }
        return coverage;
    }

    private Coverage hear(@Nullable FileSystemEvents events, Map<Path, Sight.Directory> directories) {
        if (events == null) {
            return NONE;
        }
        try {
            return events.hear(directories, complaints);
        } catch (RuntimeException e) { // of a file system that is not the JDK's, such as of one that was closed
            complaints.unheard(new IOException(e.toString(), e));
            return NONE;
        }
    }

    private @Nullable FileSystemEvents of(FileSystem fileSystem) {
        FileSystemEvents known = byFileSystem.get(fileSystem);
        if (known != null && known.isDeaf()) {
            known.close();
            byFileSystem.remove(fileSystem);
            silent.add(fileSystem);
        } else if (known != null) {
            return known;
        }
        if (silent.contains(fileSystem)) {
            return null;
        }
        try {
            FileSystemEvents opened = open(fileSystem);
            byFileSystem.put(fileSystem, opened);
            return opened;
        } catch (UnsupportedOperationException e) {
            silent.add(fileSystem);
        } catch (IOException e) {
            complaints.unheard(e); // and tried again at the next round: a limit may have been raised
        } catch (RuntimeException | OutOfMemoryError e) { // closed, or not the JDK's; or no memory for one more thread
            silent.add(fileSystem);
            complaints.unheard(new IOException(e.toString(), e));
        }
        return null;
    }

    private FileSystemEvents open(FileSystem fileSystem) throws IOException {
        WatchService service = services.open(fileSystem);
        try {
            return new FileSystemEvents(service, services, bell, threads);
        } catch (Throwable thrown) {
            try {
                service.close();
            } catch (IOException | RuntimeException e) {
                thrown.addSuppressed(e);
            }
            throw thrown;
        }
    }

    void close() {
        byFileSystem.values().forEach(FileSystemEvents::close);
        byFileSystem.clear();
    }
}
