package dev.pluginhost.impl.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The indexes of sources, each a file in one directory, whose name is a hash of what the source is. An index is worth having
 * and never needed: whatever keeps it from being read or written is logged for those who look for it, and no more.
 *
 * <p>They are not kept in the sources, as those often cannot be written to, and are watched.
 *
 * <p>Immutable. Several threads and processes may share a directory: a file is written beside the one that it then replaces in
 * one step, so a reader sees the one or the other, and of several writers the last one wins.
 */
public final class IndexStore {

    /** What is bigger, in bytes, is no index; one of a thousand plugins is a hundredth of it. */
    private static final int LARGEST = 64 << 20;

    private final Optional<Path> directory;
    private final BiConsumer<String, Throwable> log;
    private final Consumer<String> tell;

    private IndexStore(Optional<Path> directory, BiConsumer<String, Throwable> log, Consumer<String> tell) {
        this.directory = directory;
        this.log = log;
        this.tell = tell;
    }

    /** One that keeps nothing. */
    public static IndexStore none() {
        return new IndexStore(Optional.empty(), (message, thrown) -> {}, message -> {});
    }

    /**
     * One in a directory, which is made when first needed.
     *
     * @param log gets what keeps an index from being used; must neither wait nor throw
     * @param tell likewise gets what an operator may want to know: that an index is of no use
     */
    public static IndexStore in(Path directory, BiConsumer<String, Throwable> log, Consumer<String> tell) {
        return new IndexStore(Optional.of(directory), log, tell);
    }

    /** One among what the system keeps for the user's programs, if it does; the rest likewise. */
    public static IndexStore inCache(BiConsumer<String, Throwable> log, Consumer<String> tell) {
        return new IndexStore(CachePlace.find(System::getenv, System::getProperty), log, tell);
    }

    /**
     * The index of a source for a scan that begins now; an empty one if there is none that can be used.
     *
     * @param kind of the source: of two kinds of sources in one place each has an index
     */
    public Index open(Path source, String kind) {
        if (directory.isEmpty() || !source.getFileSystem().equals(FileSystems.getDefault())) {
            return Index.none();
        }
        Instant began = Instant.now();
        IndexFile format = IndexFile.of(kind + " " + source.toAbsolutePath());
        return Index.of(source, format, read(file(directory.get(), format), format), began);
    }

    /**
     * Keeps what a scan has found, if that is something else than before it. To a thread that was interrupted, files that are
     * whole look broken: what it has found is not all.
     */
    public void save(Index index) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        if (directory.isPresent() && index.file().isPresent() && index.hasChanged()) {
            if (index.fitsNothing()) {
                tell.accept("No entry of the index "
                        + file(directory.get(), index.file().get())
                        + " fits any more, so everything was read again ("
                        + index.file().get().source()
                        + "); if the plugins have not changed but were copied, make the index where they are installed,"
                        + " as copies have other times");
            }
            write(directory.get(), index.file().get(), index.entries());
        }
    }

    /**
     * Two checksums make the name: two sources hardly ever share a file, and it says of which it is. A digest would have the JDK's
     * cryptography loaded before the first plugin.
     */
    private static Path file(Path directory, IndexFile format) {
        byte[] source = format.source().getBytes(StandardCharsets.UTF_8);
        CRC32C high = new CRC32C();
        high.update(source);
        CRC32 low = new CRC32();
        low.update(source);
        return directory.resolve(
                HexFormat.of().toHexDigits(high.getValue() << Integer.SIZE | low.getValue()) + ".index");
    }

    private Map<String, Entry> read(Path file, IndexFile format) {
        try {
            return format.entries(content(file));
        } catch (NoSuchFileException e) {
            return Map.of(); // as at first
        } catch (IOException | RuntimeException e) {
            log.accept("Index " + file + " is not used and will be made anew", e);
            return Map.of();
        }
    }

    private static ByteBuffer content(Path file) throws IOException {
        try (SeekableByteChannel channel = Trust.open(file)) {
            long size = channel.size();
            if (size > LARGEST) {
                throw new IOException("it has " + size + " bytes");
            }
            ByteBuffer content = ByteBuffer.allocate((int) size);
            while (content.hasRemaining() && channel.read(content) >= 0) {
                // mostly once
            }
            return content.flip();
        }
    }

    private void write(Path directory, IndexFile format, Collection<Entry> entries) {
        try {
            if (!Files.isDirectory(directory)) { // a link to one is no directory to what makes them
                Files.createDirectories(directory, forOwnerAlone(directory));
            }
            Trust.checkDirectory(directory); // what is kept there would not be read
            Path whole = file(directory, format);
            Path growing = Files.createTempFile(directory, "new", ".index.tmp");
            try {
                Files.write(growing, format.bytes(entries));
                Files.move(growing, whole, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(growing);
            }
        } catch (IOException | RuntimeException e) {
            log.accept("The index in " + directory + " of " + format.source() + " is not kept", e);
        }
    }

    private static FileAttribute<?>[] forOwnerAlone(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
