package dev.pluginhost.impl.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.Watchable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Events that the test makes. */
final class FakeEvents implements Services, WatchService {

    /** No file system has any. */
    static final Services NONE = new Services() {
        @Override
        public WatchService open(FileSystem fileSystem) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WatchKey register(Path directory, WatchService service) {
            throw new AssertionError();
        }
    };

    /** A directory's key; like inotify's, it is that of all paths to it. */
    final class Key implements WatchKey {
        final Path directory;
        private final List<WatchEvent<?>> events = new ArrayList<>();
        volatile boolean valid = true;

        Key(Path directory) {
            this.directory = directory;
        }

        @Override
        public boolean isValid() {
            return valid;
        }

        @Override
        public synchronized List<WatchEvent<?>> pollEvents() {
            List<WatchEvent<?>> polled = List.copyOf(events);
            events.clear();
            return polled;
        }

        private synchronized void add(WatchEvent<?> event) {
            events.add(event);
        }

        @Override
        public boolean reset() {
            return valid;
        }

        @Override
        public void cancel() {
            valid = false;
            keys.values().remove(this);
        }

        @Override
        public Watchable watchable() {
            return directory;
        }

        /** Something happens. */
        <T> void signal(WatchEvent.Kind<T> kind, @Nullable T context) {
            add(new WatchEvent<T>() {
                @Override
                public Kind<T> kind() {
                    return kind;
                }

                @Override
                public int count() {
                    return 1;
                }

                @Override
                @SuppressWarnings("NullAway") // an overflow has no context
                public T context() {
                    return context;
                }
            });
            signalled.add(this);
        }

        /** The directory goes. */
        void invalidate() {
            valid = false;
            keys.values().remove(this);
            signalled.add(this);
        }
    }

    /** By the real path. */
    final Map<Path, Key> keys = new ConcurrentHashMap<>();

    /** What registering fails with, if anything. */
    volatile @Nullable Exception refusal;

    /** What opening fails with, if anything. */
    volatile @Nullable Exception closedDoor;

    final AtomicInteger registered = new AtomicInteger();
    private final BlockingQueue<Object> signalled = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    @Override
    public WatchService open(FileSystem fileSystem) throws IOException {
        fail(closedDoor);
        return this;
    }

    @Override
    public WatchKey register(Path directory, WatchService service) throws IOException {
        registered.incrementAndGet();
        fail(refusal);
        synchronized (this) {
            notifyAll();
            return keys.computeIfAbsent(directory.toRealPath(), Key::new);
        }
    }

    private static void fail(@Nullable Exception failure) throws IOException {
        if (failure instanceof IOException checked) {
            throw checked;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
    }

    Key key(Path directory) throws IOException {
        Key key = keys.get(directory.toRealPath());
        if (key == null) {
            throw new AssertionError(directory + " is not listened to, but " + keys.keySet());
        }
        return key;
    }

    /** Waits until the directory is listened to. */
    synchronized void awaitRegistered(Path directory) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!hears(directory)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(directory + " is not listened to");
            }
            TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        }
    }

    boolean hears(Path directory) throws IOException {
        return keys.containsKey(directory.toRealPath());
    }

    /** Waits until all that was signalled is taken and done with: the listener has come back for more. */
    void awaitTaken() throws InterruptedException {
        CountDownLatch back = new CountDownLatch(1);
        signalled.add(back);
        if (!back.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody listens");
        }
    }

    @Override
    public WatchKey take() throws InterruptedException {
        Object next = signalled.take();
        while (next instanceof CountDownLatch back) {
            back.countDown();
            next = signalled.take();
        }
        if (next instanceof Key key) {
            return key;
        }
        signalled.add(next); // for the next one
        if (next instanceof RuntimeException failure) {
            throw failure;
        }
        throw new ClosedWatchServiceException();
    }

    /** Taking fails from now on. */
    void breakDown(RuntimeException failure) {
        signalled.add(failure);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        signalled.add(this);
    }

    @Override
    public @Nullable WatchKey poll() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable WatchKey poll(long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }
}
