package dev.pluginhost.modules.scan;

import static dev.pluginhost.modules.scan.UnusableArtifactException.broken;
import static dev.pluginhost.modules.scan.UnusableArtifactException.invalid;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
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

    /** So many bytes are reserved for a class because its jar says so. */
    private static final int WITHOUT_COPY = 1 << 20;

    /** A manifest, or a file of a signature; the same as the JDK's {@code jdk.jar.maxSignatureFileSize}. */
    private static final long SIGNATURE_FILE = 16_000_000;

    /** The manifest, all files of signatures and all declarations of a jar; the JDK has most of them in memory together. */
    private static final long ALL_SIGNATURE_FILES = 4 * SIGNATURE_FILE;

    /** A file of {@code META-INF/services}. */
    private static final long SERVICES_FILE = 1 << 20;

    private static final long ALL_SERVICES_FILES = 16 << 20;

    /** The most bytes that a byte of deflated data unpacks to. */
    private static final long DEFLATE_RATIO = 1032;

    private static final String META_INF = "META-INF/";
    private static final String VERSIONS = META_INF + "versions/";

    /** Compiled when a jar is first looked at for signatures. */
    private static final class Signature {
        static final Pattern FILE = Pattern.compile("(?i)META-INF/(MANIFEST\\.MF|SIG-[^/]*|[^/]*\\.(SF|RSA|DSA|EC))");
    }

    private ReadLimits() {}

    /** From elsewhere the JDK copies jars to a temporary directory, and leaves them there. */
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

    /** A name that the encoding lacks is shown with replacement characters, and leads nowhere when it is used as text. */
    public static void refuseUnreadableName(Path artifact) throws UnusableArtifactException {
        if (artifact.toString().indexOf('\uFFFD') >= 0 && canHoldJars(artifact)) {
            String encoding = System.getProperty("sun.jnu.encoding", "");
            throw invalid(
                    artifact,
                    "its name cannot be read in this process's encoding" + (encoding.isEmpty() ? "" : ", " + encoding),
                    encoding.equalsIgnoreCase("UTF-8")
                            ? "rename it"
                            : "start the application with LC_ALL=C.UTF-8, or rename it");
        }
    }

    /**
     * What would be too much in an open jar; null if nothing is. The JDK's finder reads declarations, manifests and services
     * files however large they are. A {@link SecurityException} means that its signature does not fit.
     *
     * @param layout gets the files of the jar
     */
    public static @Nullable String exceeded(Path jar, ZipFile zip, Layout layout) throws IOException {
        if (zip.size() > ENTRIES) {
            return "it has " + zip.size() + " entries, and no more than " + ENTRIES + " are read";
        }
        boolean declared = zip.getEntry(SourceWalk.MODULE_INFO) != null;
        boolean signed = false;
        long signatures = 0;
        long services = 0;
        long possible = 0;
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            String name = entry.getName();
            layout.add(name);
            boolean inMetaInf = name.regionMatches(true, 0, META_INF, 0, META_INF.length());
            boolean service = !declared && name.startsWith(META_INF + "services/"); // else they are not read
            boolean signature = inMetaInf && Signature.FILE.matcher(name).matches();
            if (inMetaInf
                    && (name.regionMatches(true, 0, VERSIONS, 0, VERSIONS.length())
                            || (signature && !name.equalsIgnoreCase(JarFile.MANIFEST_NAME)))) {
                layout.isNotPlain();
            }
            boolean declaration =
                    name.equals(SourceWalk.MODULE_INFO) || (inMetaInf && name.endsWith("/" + SourceWalk.MODULE_INFO));
            if (service || signature || declaration) {
                long limit = service ? SERVICES_FILE : signature ? SIGNATURE_FILE : MODULE_INFO;
                long most = most(entry);
                possible += most;
                // If all sizes so far are lies, they hide no more than this.
                boolean believed = most <= limit && possible <= ALL_SERVICES_FILES;
                long size = believed ? entry.getSize() : size(zip, entry, limit);
                if (size > limit) {
                    return "its " + name + " unpacks to more than the " + limit + " bytes that are read";
                }
                services += service ? size : 0;
                signatures += service ? 0 : size; // and declarations
                signed |= signature && name.regionMatches(true, name.length() - 3, ".SF", 0, 3);
                if (signatures > ALL_SIGNATURE_FILES || services > ALL_SERVICES_FILES) {
                    return (service
                                    ? "its META-INF/services unpacks to more than the " + ALL_SERVICES_FILES
                                    : "its manifest, signatures and declarations unpack to more than the "
                                            + ALL_SIGNATURE_FILES)
                            + " bytes that are read";
                }
            }
        }
        if (signed) {
            verify(jar);
        }
        return null;
    }

    /** The most bytes that an entry can unpack to. */
    private static long most(ZipEntry entry) {
        return entry.getMethod() == ZipEntry.STORED
                ? entry.getCompressedSize()
                : (entry.getCompressedSize() + 1) * DEFLATE_RATIO;
    }

    /** The size that an entry unpacks to, or one that exceeds the limit. */
    private static long size(ZipFile zip, ZipEntry entry, long limit) throws IOException {
        if (entry.getSize() > limit) {
            return entry.getSize();
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return in == null ? 0 : in.skip(limit + 1);
        }
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

    /** All bytes of a class file, as many as its jar says or not; fails if it is too large. */
    public static byte[] classFile(InputStream in, String name, long expected) throws IOException {
        return all(in, name, expected, CLASS_FILE);
    }

    /** All bytes of the {@code module-info.class} of an open jar; fails if it is too large. */
    public static byte[] moduleInfo(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return all(in, entry.getName(), entry.getSize(), MODULE_INFO);
        }
    }

    /** All bytes of a {@code module-info.class} that is a file; fails if it is too large. */
    public static byte[] moduleInfo(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return all(in, file.toString(), -1, MODULE_INFO);
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
    }

    /** All bytes of a file of {@code META-INF/services} in a directory; fails if it is too large. */
    public static byte[] services(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return all(in, file.toString(), -1, SERVICES_FILE);
        }
    }

    /** As many bytes as expected are read into one array, without a copy if they are not more than a mebibyte. */
    private static byte[] all(InputStream in, String name, long expected, long limit) throws IOException {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(expected, WITHOUT_COPY))];
        int read = in.readNBytes(bytes, 0, bytes.length);
        int next = in.read();
        if (next < 0) {
            return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
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
