package dev.pluginhost.impl.scan;

import static dev.pluginhost.impl.scan.UnusableArtifactException.broken;
import static dev.pluginhost.impl.scan.UnusableArtifactException.invalid;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * What of an artifact is opened, and how much of it is read at most, in bytes after unpacking. An artifact that has
 * more is a problem; a larger class is not found. The size that an entry states is not believed. Stateless.
 *
 * <p>Only regular files that are not empty are opened: a file of {@code /proc} states no size and may have no end.
 */
public final class ReadLimits {

    public static final String NO_JARS_HERE = "jars can only be opened on the default file system";
    public static final String MOVE_JARS =
            "move it there, or unpack it: a module's directory can be on any file system";

    /** The size of the record that a zip file ends with: a file of this size holds nothing else. */
    private static final long ZIP_END_SIZE = 22;

    /** A {@code module-info.class}. */
    public static final long MODULE_INFO = 4 << 20;

    /** The entries of a jar. */
    public static final int ENTRIES = 500_000;

    private static final long CLASS_FILE = 64 << 20;

    /** A manifest, or a file of a signature; the same as the JDK's {@code jdk.jar.maxSignatureFileSize}. */
    private static final long SIGNATURE_FILE = 16_000_000;

    /** The manifest and all files of signatures of a jar: the JDK has them in memory together. */
    private static final long ALL_SIGNATURE_FILES = 4 * SIGNATURE_FILE;

    /** A file of {@code META-INF/services}. */
    private static final long SERVICES_FILE = 1 << 20;

    private static final long ALL_SERVICES_FILES = 16 << 20;

    /** The most bytes that a byte of deflated data unpacks to. */
    private static final long DEFLATE_RATIO = 1032;

    private static final String META_INF = "META-INF/";

    private static final Pattern SIGNATURE = Pattern.compile("MANIFEST\\.MF|SIG-[^/]*|[^/]*\\.(SF|RSA|DSA|EC)");

    private ReadLimits() {}

    /** The JDK opens jars only there; from elsewhere it copies them to a temporary directory, and leaves them there. */
    public static boolean canHoldJars(Path path) {
        return path.getFileSystem().equals(FileSystems.getDefault());
    }

    public static void refuseUnopenable(Path jar, Fingerprint found) throws UnusableArtifactException {
        if (!canHoldJars(jar)) {
            throw broken(jar, NO_JARS_HERE, MOVE_JARS);
        }
        refuseUnreadableName(jar);
        if (found.type() == Fingerprint.Type.DANGLING) {
            throw UnusableArtifactException.dangling(jar);
        }
        if (!found.isFile()) {
            throw broken(jar, "it is named like a jar, but is not a file", "put a jar in its place, or rename it");
        }
        if (found.size() == 0 || found.size() == ZIP_END_SIZE) {
            throw broken(jar, "it is empty", "copy it again from where it came from, or remove it");
        }
    }

    /**
     * A name that the encoding lacks is shown with replacement characters, and leads nowhere when it is used as text.
     */
    public static void refuseUnreadableName(Path artifact) throws UnusableArtifactException {
        String text = artifact.toString();
        if (text.indexOf('\uFFFD') < 0 || !canHoldJars(artifact)) {
            return;
        }
        try {
            if (Path.of(text).equals(artifact)) {
                return;
            }
        } catch (InvalidPathException e) {
            // it cannot be read
        }
        String encoding = System.getProperty("sun.jnu.encoding", "");
        throw invalid(
                artifact,
                "its name cannot be read in this process's encoding" + (encoding.isEmpty() ? "" : ", " + encoding),
                encoding.equalsIgnoreCase("UTF-8")
                        ? "rename it"
                        : "start the application with LC_ALL=C.UTF-8, or rename it");
    }

    /**
     * Looks for what would be too much in a jar before the JDK's finder reads it: the finder reads declarations,
     * manifests and services files however large they are. It also has the JDK verify a signature, which the finder
     * does for some jars only.
     *
     * @param zip the jar, open
     * @return what is too much; null if nothing is
     * @throws SecurityException if its signature does not fit
     */
    public static @Nullable String exceeded(Path jar, ZipFile zip) throws IOException {
        if (zip.size() > ENTRIES) {
            return "it has " + zip.size() + " entries, and no more than " + ENTRIES + " are read";
        }
        boolean signed = false;
        List<ZipEntry> declarations = new ArrayList<>();
        List<ZipEntry> signatures = new ArrayList<>();
        List<ZipEntry> services = new ArrayList<>();
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            String name = entry.getName();
            if (name.equals(SourceWalk.MODULE_INFO)) {
                declarations.add(0, entry);
            } else if (name.startsWith(META_INF + "services/")) {
                services.add(entry);
            } else if (name.regionMatches(true, 0, META_INF, 0, META_INF.length())) {
                String file = name.substring(META_INF.length()).toUpperCase(Locale.ROOT);
                if (name.endsWith("/" + SourceWalk.MODULE_INFO)) {
                    declarations.add(entry);
                } else if (SIGNATURE.matcher(file).matches()) {
                    signatures.add(entry);
                    signed |= file.endsWith(".SF");
                }
            }
        }
        boolean declared =
                !declarations.isEmpty() && declarations.get(0).getName().equals(SourceWalk.MODULE_INFO);
        if (declared) {
            services.clear(); // they are not read
        }
        String exceeded = exceeded(zip, declarations, MODULE_INFO, Long.MAX_VALUE, "");
        if (exceeded == null) {
            exceeded = exceeded(zip, signatures, SIGNATURE_FILE, ALL_SIGNATURE_FILES, "manifest and signatures unpack");
        }
        if (exceeded == null) {
            exceeded = exceeded(zip, services, SERVICES_FILE, ALL_SERVICES_FILES, "META-INF/services unpacks");
        }
        if (exceeded == null && signed) {
            verify(jar);
        }
        return exceeded;
    }

    private static @Nullable String exceeded(ZipFile zip, List<ZipEntry> entries, long limit, long ofAll, String all)
            throws IOException {
        long sum = 0;
        for (ZipEntry entry : entries) {
            long most = entry.getMethod() == ZipEntry.STORED
                    ? entry.getCompressedSize()
                    : (entry.getCompressedSize() + 1) * DEFLATE_RATIO;
            // Unpacked only if it can be too large, up to the limit.
            long size = most <= limit ? Math.min(most, Math.max(0, entry.getSize())) : unpacked(zip, entry, limit);
            if (Math.max(size, entry.getSize()) > limit) {
                return "its " + entry.getName() + " unpacks to more than the " + limit + " bytes that are read";
            }
            sum += size;
            if (sum > ofAll) {
                return "its " + all + " to more than the " + ofAll + " bytes that are read";
            }
        }
        return null;
    }

    private static long unpacked(ZipFile zip, ZipEntry entry, long limit) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in == null ? 0 : count(in, limit);
        }
    }

    /** The number of bytes of a stream, but no more than one beyond a limit. */
    static long count(InputStream in, long limit) throws IOException {
        byte[] buffer = new byte[8192];
        long count = 0;
        int read = 0;
        while (count <= limit && read >= 0) {
            read = in.read(buffer, 0, (int) Math.min(buffer.length, limit + 1 - count));
            count += Math.max(read, 0);
        }
        return count;
    }

    /** Has the JDK look at the signature, which it does when it opens the first entry. */
    private static void verify(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile(), true)) {
            ZipEntry manifest = file.getEntry(JarFile.MANIFEST_NAME);
            if (manifest != null) {
                file.getInputStream(manifest).close();
            }
        }
    }

    /**
     * All bytes of a class file; fails if it is too large.
     *
     * @param expected how many bytes its jar says it has, which may be wrong; -1 if it says nothing
     */
    public static byte[] classFile(InputStream in, String name, long expected) throws IOException {
        return all(in, name, expected, CLASS_FILE);
    }

    /** All bytes of a {@code module-info.class} that is a file; fails if it is too large. */
    public static byte[] moduleInfo(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return all(in, file.toString(), -1, MODULE_INFO);
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
    }

    /** Bytes as expected are read into one array of that length, without a copy. */
    private static byte[] all(InputStream in, String name, long expected, long limit) throws IOException {
        byte[] bytes = in.readNBytes((int) Math.max(0, Math.min(expected, limit)));
        int next = in.read();
        if (next < 0) {
            return bytes;
        }
        byte[] rest = in.readNBytes((int) limit - bytes.length);
        if (bytes.length + 1 + rest.length > limit) {
            throw new IOException(name + " has more than " + limit + " bytes, which is more than is read");
        }
        byte[] all = Arrays.copyOf(bytes, bytes.length + 1 + rest.length);
        all[bytes.length] = (byte) next;
        System.arraycopy(rest, 0, all, bytes.length + 1, rest.length);
        return all;
    }
}
