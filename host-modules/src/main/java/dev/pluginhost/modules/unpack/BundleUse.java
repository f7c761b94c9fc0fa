package dev.pluginhost.modules.unpack;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** One use of an unpacked bundle, during which nobody removes it: by a graph that has its plugin, or by its open files. Thread-safe. */
public final class BundleUse implements Closeable {

    private final Path zip;
    private final Path directory;
    private final UseLock lock;
    private final AtomicBoolean closed = new AtomicBoolean();

    private BundleUse(Path zip, Path directory) {
        this.zip = zip;
        this.directory = directory;
        this.lock = UseLock.of(directory);
    }

    /** A use of what a zip file was unpacked to. */
    public static BundleUse of(Path zip, Path directory) {
        return new BundleUse(zip, directory);
    }

    /** One more use of the same bundle. */
    public BundleUse share() {
        return new BundleUse(zip, directory);
    }

    /** The zip file. */
    public Path zip() {
        return zip;
    }

    /** May be repeated, waits for nothing and never fails. Soon afterwards, the bundle is removed if nobody uses it and it is not installed any more. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            lock.release();
            Sweep.soon(directory.getParent());
        }
    }
}
