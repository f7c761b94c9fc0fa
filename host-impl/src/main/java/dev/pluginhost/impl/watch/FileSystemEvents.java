package dev.pluginhost.impl.watch;

import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The events of one file system: a thread that waits for them rings the bell. All methods belong to the watch's thread.
 */
final class FileSystemEvents {

    /** A directory as it was registered; its key may be that of another path to it too. */
    private record Registration(WatchKey key, @Nullable Object directory, Interest interest) {

        /** Whether it still is of the directory that is there now. */
        boolean isOf(Sight.Directory now) {
            return key.isValid() && Objects.equals(directory, now.key());
        }
    }

    private final WatchService service;
    private final Services services;
    private final Bell bell;
    private final Thread listener;
    private final Map<Path, Registration> registrations = new HashMap<>();

    /** Written by the watch's thread, read by the listener; immutable. */
    private volatile Map<WatchKey, Interest> interests = Map.of();

    /** Set by the listener when it ends: nothing is heard any more. */
    private volatile boolean deaf;

    /** Begins to listen; the service is closed with this, or if this fails. */
    FileSystemEvents(WatchService service, Services services, Bell bell, ThreadFactory threads) {
        this.service = service;
        this.services = services;
        this.bell = bell;
        this.listener = threads.newThread(this::listen);
        listener.start();
    }

    /** Whether there will be no more events, as the file system, or the service, was closed or failed. */
    boolean isDeaf() {
        return deaf;
    }

    /** Hears from these directories, and no others, as far as that is possible; of why it is not it complains. */
    Coverage hear(Map<Path, Sight.Directory> directories, Complaints complaints) {
        boolean whole = true;
        boolean fresh = false;
        boolean refused = false;
        forget(directories);
        for (Map.Entry<Path, Sight.Directory> wanted : directories.entrySet()) {
            Path path = wanted.getKey();
            Sight.Directory directory = wanted.getValue();
            Registration known = registrations.get(path);
            WatchKey key = known == null ? null : known.key;
            if (key == null && !refused) {
                try {
                    key = register(path);
                    fresh = true;
                } catch (NoSuchFileException | NotDirectoryException e) {
                    // gone since the look: the next one tells
                } catch (IOException e) {
                    complaints.unheard(e);
                    refused = true; // if it is a limit, asking for each of the others would be of no use
                }
            }
            if (key == null) {
                whole = false;
            } else {
                registrations.put(path, new Registration(key, directory.key(), directory.interest()));
            }
        }
        interests = registrations.values().stream()
                .collect(Collectors.toUnmodifiableMap(Registration::key, Registration::interest, Interest::or));
        return new Coverage(whole, fresh);
    }

    /** Cancels what is not wanted any more, or is of a directory that another one has taken the place of. */
    private void forget(Map<Path, Sight.Directory> directories) {
        Set<WatchKey> before =
                registrations.values().stream().map(Registration::key).collect(Collectors.toSet());
        registrations.entrySet().removeIf(entry -> {
            Sight.Directory wanted = directories.get(entry.getKey());
            return wanted == null || !entry.getValue().isOf(wanted);
        });
        registrations.values().forEach(kept -> before.remove(kept.key));
        before.forEach(WatchKey::cancel);
    }

    private WatchKey register(Path directory) throws IOException {
        try {
            return services.register(directory, service);
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
    }

    private void listen() {
        try {
            while (true) {
                try {
                    WatchKey key = service.take();
                    if (matters(key)) {
                        bell.ring();
                    }
                } catch (InterruptedException e) {
                    // nobody has a reason to: close ends it
                }
            }
        } catch (ClosedWatchServiceException e) {
            // by close, or with its file system
        } catch (Throwable thrown) { // of a file system that is not the JDK's
            Thrown.warn("Events of a file system with plugins are heard no more; it is polled from now on", thrown);
        } finally {
            deaf = true;
            bell.ring();
        }
    }

    private boolean matters(WatchKey key) {
        Interest interest = interests.getOrDefault(key, Interest.ANY);
        boolean matters = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            matters |= event.kind().equals(OVERFLOW)
                    || !(event.context() instanceof Path entry)
                    || interest.in(event.kind(), entry);
        }
        boolean gone = !key.reset();
        return matters || gone;
    }

    /** Ends the events and the thread. Waits for a second at most until that has ended. */
    void close() {
        try {
            service.close();
        } catch (IOException | RuntimeException e) {
            Thrown.warn("Closing the events of a file system with plugins failed", e);
        }
        try {
            listener.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
