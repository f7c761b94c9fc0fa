package dev.pluginhost.modules.unpack;

import static dev.pluginhost.modules.scan.UnusableArtifactException.broken;
import static dev.pluginhost.modules.scan.UnusableArtifactException.invalid;

import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.Contents;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.ReadLimits;
import dev.pluginhost.modules.scan.SourceWalk;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactFiles;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactKind;
import dev.pluginhost.modules.scan.UnusableArtifactException;
import dev.pluginhost.spi.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks zip files into directories of the cache, each named by a hash of what is in it: {@code HASH/NAME/*.jar}. It is unpacked
 * beside that and renamed when it is whole, so hosts and processes share it without waiting for each other. The hash tells at any
 * time whether it is still whole. Stateless.
 */
public final class Unpacker {

    /** The time of all jars: each later write shows. */
    private static final FileTime WRITTEN = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));

    /** So many bytes of the hash are its name: as many as in the names of Git. */
    private static final int HASH_BYTES = 20;

    private static final int BUFFER = 1 << 16;

    private static final int MOST_TRIES = 4;

    private final IndexStore store;

    /**
     * A zip file that is unpacked, or none that is a bundle.
     *
     * @param files its jars and the zip file itself, as those of a bundle
     * @param deeper the names of some jars that do not lie beside the others
     * @param use to be closed when the files are not needed any more; null if it is no bundle
     * @param why it is no bundle; empty if it is one
     */
    public record Unpacked(
            ArtifactFiles files,
            List<String> deeper,
            @Nullable BundleUse use,
            String why) {}

    /** Unpacks below the directory of the indexes, or into the user's cache if there is none. */
    public Unpacker(IndexStore indexes) {
        this.store = indexes.ofBundles();
    }

    /**
     * What a zip file with this fingerprint was unpacked to, without reading it; null if that is not known, or is not whole any more.
     *
     * @param checked whether its contents count, too
     * @param verified whether the contents of the jars count, too
     */
    public @Nullable Unpacked known(Path zip, Fingerprint found, boolean checked, boolean verified) {
        Path bundles = store.directory();
        Origin origin = Origin.read(store, zip);
        if (bundles == null
                || origin == null
                || !origin.settled()
                || !origin.looks().equals(found.text())
                || !isHash(origin.hash())) {
            return null;
        }
        BundleUse use = BundleUse.of(zip, bundles.resolve(origin.hash())); // before it is looked at
        try {
            if (!checked || Contents.ofJar(zip) == origin.contents()) {
                Path jars = bundles.resolve(origin.hash()).resolve(origin.name());
                ArtifactFiles files = files(zip, found, jars, origin.jars().keySet());
                Map<String, String> looks = looks(files);
                boolean same = looks.equals(origin.jars());
                if ((same && !verified) || hash(jars, looks.keySet()).equals(origin.hash())) {
                    if (!same) { // copied or touched
                        origin.with(looks).keep(store);
                    }
                    return new Unpacked(files, origin.deeper(), use, "");
                }
            }
        } catch (IOException | RuntimeException e) {
            // it is unpacked again
        }
        use.close();
        return null;
    }

    static boolean isHash(String name) {
        return name.length() == 2 * HASH_BYTES && name.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    /**
     * Unpacks a zip file. Whatever is in it, this fails only with an {@link UnusableArtifactException}, and then leaves nothing.
     *
     * @param began when the look at it began
     */
    public Unpacked unpack(Path zip, Fingerprint found, Instant began) throws UnusableArtifactException {
        if (!ReadLimits.canHoldJars(zip)) {
            throw broken(zip, ReadLimits.NO_JARS_HERE, ReadLimits.MOVE_JARS);
        }
        ReadLimits.refuseUnreadableName(zip);
        if (found.size() == 0) {
            throw broken(zip, "it is empty", "copy it again from where it came from, or remove it");
        }
        try {
            UnpackLimits limits = UnpackLimits.ofSystem();
            ZipDirectory directory = ZipDirectory.of(zip, limits.entries());
            if (directory.entries() > limits.entries()) {
                throw invalid(zip, limits.tooManyEntries(), UnpackLimits.cure("entries"));
            }
            String link = directory.link();
            if (link != null) {
                throw invalid(
                        zip,
                        "its entry " + Printable.quoted(link) + " is a link",
                        "pack the file itself that the link leads to");
            }
            long contents = Contents.ofJar(zip); // before the jars, so that a later change shows
            try (ZipFile file = new ZipFile(zip.toFile())) {
                if (file.size() != directory.entries()) {
                    throw new ZipException("it has more than one directory");
                }
                ZipContent content = ZipContent.of(zip, file);
                if (content.jars().isEmpty()) {
                    return new Unpacked(
                            new ArtifactFiles(zip, ArtifactKind.ZIP, Map.of(zip, found), List.of(), null),
                            List.of(),
                            null,
                            content.why());
                }
                return unpack(zip, found, found.isSettledAt(began), contents, file, content, limits);
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw UnusableArtifactException.of(zip, e);
        }
    }

    private Unpacked unpack(
            Path zip,
            Fingerprint found,
            boolean settled,
            long contents,
            ZipFile file,
            ZipContent content,
            UnpackLimits limits)
            throws IOException, UnusableArtifactException {
        Path bundles = store.directory();
        if (bundles == null) {
            throw notCached(zip, "this user has no cache directory");
        }
        Path growing = Sweep.growing(bundles);
        Path jars;
        try {
            jars = growing.resolve(content.name());
            IndexStore.prepare(bundles);
        } catch (InvalidPathException e) {
            throw invalid(zip, "its directory " + Printable.quoted(content.name()) + " has no legal name", "rename it");
        } catch (IOException | RuntimeException e) {
            throw notCached(zip, "directory " + bundles + " cannot be used: " + UnusableArtifactException.words(e));
        }
        FileLock unpacking = BundleUse.lock(growing);
        BundleUse use = null;
        try {
            Files.createDirectories(jars);
            write(zip, found.size(), file, content.jars(), jars, limits);
            String hash = hash(jars, content.jars().keySet());
            Path directory = bundles.resolve(hash);
            use = BundleUse.of(zip, directory);
            moveInPlace(growing, directory, content);
            Path whole = directory.resolve(content.name());
            ArtifactFiles files = files(zip, found, whole, content.jars().keySet());
            new Origin(zip, found.text(), settled, contents, hash, content.name(), looks(files), content.deeper())
                    .keep(store);
            return new Unpacked(files, content.deeper(), use, "");
        } catch (IOException | RuntimeException | Error | UnusableArtifactException e) {
            if (use != null) {
                use.close();
            }
            if (e instanceof IOException) { // what is read of the zip file has failed with another type
                throw notCached(zip, "writing to " + bundles + " failed: " + UnusableArtifactException.words(e));
            }
            throw e;
        } finally {
            Sweep.delete(growing);
            BundleUse.release(unpacking);
        }
    }

    private static UnusableArtifactException notCached(Path zip, String why) {
        return UnusableArtifactException.notCached(
                zip,
                why,
                "let the application write there, name another directory with index(...), or unpack it into a directory");
    }

    /** Writes the jars; the sizes that the zip file states are not believed. */
    private static void write(
            Path zip, long size, ZipFile file, Map<String, ZipEntry> jars, Path directory, UnpackLimits limits)
            throws IOException, UnusableArtifactException {
        long left = limits.most(size);
        byte[] buffer = new byte[BUFFER];
        for (Map.Entry<String, ZipEntry> jar : jars.entrySet()) {
            Path target = directory.resolve(jar.getKey());
            CRC32 sum = new CRC32();
            try (InputStream in = new CheckedInputStream(open(zip, file, jar.getValue()), sum);
                    OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
                for (int count = read(zip, in, buffer); count >= 0; count = read(zip, in, buffer)) {
                    left -= count;
                    if (left < 0) {
                        throw invalid(zip, limits.tooManyBytes(size), UnpackLimits.cure(limits.limiting(size)));
                    }
                    out.write(buffer, 0, count);
                }
            }
            if (sum.getValue() != jar.getValue().getCrc()) {
                throw UnusableArtifactException.of(
                        zip, new ZipException("its entry " + jar.getKey() + " does not have its checksum"));
            }
            Files.setLastModifiedTime(target, WRITTEN);
        }
    }

    private static int read(Path zip, InputStream in, byte[] buffer) throws UnusableArtifactException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw UnusableArtifactException.of(zip, e);
        }
    }

    private static InputStream open(Path zip, ZipFile file, ZipEntry entry) throws UnusableArtifactException {
        try {
            return file.getInputStream(entry);
        } catch (IOException e) {
            throw UnusableArtifactException.of(zip, e);
        }
    }

    /** Renames what was unpacked, unless the same is there already; what is there and is damaged makes place. */
    private static void moveInPlace(Path growing, Path directory, ZipContent content) throws IOException {
        IOException failure = null;
        for (int i = 0; i < MOST_TRIES; i++) {
            if (Files.isDirectory(directory)) {
                if (isWhole(directory, content)) {
                    return;
                }
                Sweep.remove(directory);
            }
            try {
                Files.move(growing, directory, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (IOException e) {
                failure = e; // another process has been faster
            }
        }
        throw failure != null ? failure : new IOException("the bundle cannot be renamed to " + directory);
    }

    private static boolean isWhole(Path directory, ZipContent content) {
        try {
            return hash(directory.resolve(content.name()), content.jars().keySet())
                    .equals(directory.getFileName().toString());
        } catch (IOException e) {
            return false;
        }
    }

    /** A hash of the name of a directory, and of the names and contents of its jars, which are sorted. */
    private static String hash(Path jars, Iterable<String> names) throws IOException {
        MessageDigest digest = sha256();
        digest.update((jars.getFileName() + "\0").getBytes(StandardCharsets.UTF_8));
        for (String name : names) {
            MessageDigest own = sha256();
            try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), own)) {
                Files.copy(jars.resolve(name), out);
            }
            digest.update((name + "\0").getBytes(StandardCharsets.UTF_8));
            digest.update(own.digest());
        }
        return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java has it
        }
    }

    /** The files of a bundle with jars of these names; fails if one of them is not there. */
    private static ArtifactFiles files(Path zip, Fingerprint found, Path jars, Iterable<String> names)
            throws IOException {
        Map<Path, Fingerprint> files = new HashMap<>(Map.of(zip, found));
        List<Path> entries = new ArrayList<>();
        for (String name : names) {
            Path jar = jars.resolve(name);
            Fingerprint there = Fingerprint.of(jar);
            if (!there.isFile()) {
                throw new IOException(jar + " is not a file");
            }
            entries.add(jar);
            files.put(jar, there);
        }
        return new ArtifactFiles(zip, ArtifactKind.BUNDLE, files, entries, null);
    }

    private static Map<String, String> looks(ArtifactFiles bundle) {
        Map<String, String> looks = new TreeMap<>();
        for (Path jar : bundle.entries()) {
            looks.put(
                    SourceWalk.name(jar),
                    Objects.requireNonNull(bundle.files().get(jar)).text());
        }
        return looks;
    }
}
