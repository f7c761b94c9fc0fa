package dev.pluginhost.modules.index;

import dev.pluginhost.modules.index.Index.Declaration;
import dev.pluginhost.modules.scan.Contents;
import dev.pluginhost.modules.scan.Source;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of sources: files in one directory, each named by a checksum of its source. A host works without an
 * index: whatever keeps one from being read or written is logged, and no more. They are not kept in the sources, as
 * those often cannot be written to, and are watched.
 *
 * <p>Immutable. Several threads and processes may share a directory: a new file replaces the old one in one step, and
 * the last writer wins.
 */
public final class IndexStore {

    /** A larger file, in bytes, is not read; an index of a thousand plugins has a hundredth of it. */
    private static final int LARGEST = 64 << 20;

    /** The directory for what is kept of bundles. An application may have a directory of a plainer name beside its indexes. */
    private static final String OF_BUNDLES = "pluginhost-bundles";

    private final @Nullable Path directory;
    private final BiConsumer<String, Throwable> log;
    private final Consumer<String> tell;

    /** A store in a directory, made when it is first needed; null keeps nothing. The log gets what keeps an index from being used. */
    public IndexStore(@Nullable Path directory, BiConsumer<String, Throwable> log, Consumer<String> tell) {
        this.directory = directory;
        this.log = log;
        this.tell = tell;
    }

    /** A store that keeps nothing. */
    public static IndexStore none() {
        return new IndexStore(null, (message, thrown) -> {}, message -> {});
    }

    /** A store in the user's cache, if the system has one; the rest as above. */
    public static IndexStore inCache(BiConsumer<String, Throwable> log, Consumer<String> tell) {
        return new IndexStore(cache(System::getenv, System::getProperty).orElse(null), log, tell);
    }

    /** A store for what is kept of bundles: below this directory, or the user's cache if this keeps nothing. */
    public IndexStore ofBundles() {
        Path own = directory != null
                ? directory
                : cache(System::getenv, System::getProperty).orElse(null);
        return new IndexStore(own == null ? null : own.resolve(OF_BUNDLES), log, tell);
    }

    /** The directory; null if nothing is kept. */
    public @Nullable Path directory() {
        return directory;
    }

    /** Where a system wants a user's programs to keep what they can make anew. A temporary directory would be shared. */
    static Optional<Path> cache(
            Function<String, @Nullable String> environment, Function<String, @Nullable String> properties) {
        String system = String.valueOf(properties.apply("os.name"));
        boolean windows = system.startsWith("Windows");
        String place = windows ? "AppData/Local" : system.startsWith("Mac") ? "Library/Caches" : ".cache";
        return absolute(environment.apply("XDG_CACHE_HOME"))
                .or(() -> windows ? absolute(environment.apply("LOCALAPPDATA")) : Optional.empty())
                .or(() -> absolute(properties.apply("user.home")).map(home -> home.resolve(place)))
                .map(cache -> cache.resolve("pluginhost"));
    }

    /** A relative path would lead elsewhere from each directory in which the application is started. */
    private static Optional<Path> absolute(@Nullable String path) {
        try {
            return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The index of a source; empty if none can be used. Only sources on the default file system have one. */
    public Index open(Source source) {
        if (!keeps(source)) {
            return new Index(null, Map.of());
        }
        String words = words(source);
        Map<String, Declaration> entries = read(words, bytes -> Index.entries(words, bytes));
        return new Index(words, entries != null ? entries : Map.of());
    }

    /** Whether a source can have an index. The parts of a plugin change all the time. */
    public boolean keeps(Source source) {
        return directory != null && !source.isOfParts() && source.path().getFileSystem() == FileSystems.getDefault();
    }

    /** A source in words. */
    public static String words(Source source) {
        return (source.isBundle() ? "bundle " : "artifacts ") + source.path().toAbsolutePath();
    }

    /** What is kept beside the indexes of some sources, in words; null if one of these has no index. */
    public @Nullable String words(String what, List<Source> sources) {
        StringBuilder text = new StringBuilder(what);
        boolean all = true;
        for (Source source : sources) {
            text.append('\0').append(words(source));
            all &= keeps(source);
        }
        return all ? text.toString() : null;
    }

    /** Likewise, the place to keep it; null if there is none. */
    public @Nullable KeptFile beside(String what, List<Source> sources) {
        String words = directory == null ? null : words(what, sources);
        return words == null ? null : new Beside(this, words);
    }

    private record Beside(IndexStore store, String words) implements KeptFile {

        @Override
        public byte @Nullable [] read() {
            return store.read(words, bytes -> bytes);
        }

        @Override
        public void keep(byte[] bytes) {
            store.keep(words, bytes);
        }
    }

    /** What is made of the bytes of a file. */
    @FunctionalInterface
    public interface Decoder<T> {
        @Nullable
        T decode(byte[] bytes) throws IOException;
    }

    /** Reads the file that is kept for some words; null if there is none, or it cannot be used. */
    public <T> @Nullable T read(String words, Decoder<T> decoder) {
        return directory == null ? null : readFile(directory, file(words), decoder);
    }

    /** Likewise the file of a name, which is kept for any words. */
    public <T> @Nullable T readFile(Path directory, String file, Decoder<T> decoder) {
        try (SeekableByteChannel channel = Trust.open(directory, file)) {
            long size = channel.size();
            if (size > LARGEST) {
                throw new IOException("it has " + size + " bytes");
            }
            return decoder.decode(Channels.newInputStream(channel).readNBytes((int) size));
        } catch (NoSuchFileException e) {
            return null; // as at first
        } catch (IOException | RuntimeException e) {
            log.accept("Index " + directory.resolve(file) + " is not used and will be made anew", e);
            return null;
        }
    }

    /** A later Java has files of its own: each would else make those of the other anew at every start. */
    private static String file(String words) {
        String hash = HexFormat.of().toHexDigits(Contents.of(words.getBytes(StandardCharsets.UTF_8)));
        return hash + "-" + Runtime.version().feature() + ".index";
    }

    /** Keeps what a scan has found, if it differs from before. To an interrupted thread, whole files look broken. */
    public void save(Index index) {
        String source = index.source;
        if (directory == null
                || source == null
                || !index.hasChanged()
                || Thread.currentThread().isInterrupted()) {
            return;
        }
        if (index.fitsNothing()) {
            tell.accept("No entry of the index " + directory.resolve(file(source))
                    + " fits any more, so everything was read again (" + source
                    + "); if the plugins have not changed but were copied, make the index where they are installed,"
                    + " as copies have other times");
        }
        try {
            keep(source, Index.bytes(source, index.entries()));
        } catch (IOException | RuntimeException e) {
            log.accept("The index in " + directory + " of " + source + " is not kept", e);
        }
    }

    /** Keeps a file for some words; none if it is too large to be read. */
    public void keep(String words, byte[] bytes) {
        if (directory == null || Thread.currentThread().isInterrupted()) {
            return;
        }
        if (bytes.length > LARGEST) {
            discard(words);
            return;
        }
        try {
            write(directory, file(words), bytes);
        } catch (IOException | RuntimeException e) {
            log.accept("The index in " + directory + " of " + words + " is not kept", e);
        }
    }

    /** Removes what is kept for some words, as it is not true, although it looks like it. */
    public void discard(String words) {
        try {
            if (directory != null) {
                Files.deleteIfExists(directory.resolve(file(words)));
            }
        } catch (IOException | RuntimeException e) {
            log.accept("The index in " + directory + " of " + words + " cannot be removed", e);
        }
    }

    /** Makes a directory for this user alone, if it is not there; fails if others can write to it. */
    public static void prepare(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) { // a link to a directory is not one to what makes them
            Set<PosixFilePermission> forOwnerAlone = PosixFilePermissions.fromString("rwx------");
            boolean posix =
                    directory.getFileSystem().supportedFileAttributeViews().contains("posix");
            Files.createDirectories(
                    directory,
                    posix
                            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(forOwnerAlone)}
                            : new FileAttribute<?>[0]);
        }
        Trust.checkDirectory(directory); // otherwise what is kept there would not be read
    }

    private static void write(Path directory, String name, byte[] bytes) throws IOException {
        prepare(directory);
        Path growing = Files.createTempFile(directory, "new", ".index.tmp");
        try {
            Files.write(growing, bytes);
            Files.move(growing, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(growing);
        }
    }
}
