package dev.pluginhost.impl.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Looks at a jar before the JDK's finder reads it: the finder reads the declaration or, where there is none, the manifest and
 * the services files, however large they are. It also sees to it that a signature is looked at, which the finder does only for
 * some jars. Stateless.
 *
 * <p>Most entries are judged by the directory of the jar alone. Its sizes may lie; so an entry that could unpack to more than its
 * limit is unpacked, up to that limit.
 */
final class JarLimits {

    /** What deflated data can unpack to at most, for each of its bytes. */
    private static final long DEFLATE_RATIO = 1032;

    private static final String META_INF = "META-INF/";
    private static final String SERVICES = "META-INF/services/";
    private static final String MODULE_INFO = Entries.MODULE_INFO;

    private JarLimits() {}

    /**
     * Refuses a jar of which more would be read than {@link ReadLimits} say.
     *
     * @param zip the jar, open
     * @throws SecurityException if its signature does not fit
     * @throws IOException if it cannot be read
     */
    static void check(Path jar, ZipFile zip) throws Breakage, IOException {
        if (zip.size() > ReadLimits.ENTRIES) {
            throw tooMuch(
                    jar, "it has " + zip.size() + " entries, and no more than " + ReadLimits.ENTRIES + " are read");
        }
        List<ZipEntry> services = new ArrayList<>();
        boolean declared = false;
        boolean signed = false;
        long signatures = 0;
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            String name = entry.getName();
            if (name.equals(MODULE_INFO)) {
                declared = true;
                refuseLarge(jar, zip, entry, ReadLimits.MODULE_INFO);
            } else if (name.regionMatches(true, 0, META_INF, 0, META_INF.length())) {
                if (name.startsWith(SERVICES)) {
                    services.add(entry);
                } else if (name.endsWith("/" + MODULE_INFO)) {
                    refuseLarge(jar, zip, entry, ReadLimits.MODULE_INFO);
                } else if (isOfSignature(name)) {
                    signed |= name.toUpperCase(Locale.ROOT).endsWith(".SF");
                    signatures += refuseLarge(jar, zip, entry, ReadLimits.MANIFEST);
                    if (signatures > ReadLimits.ALL_SIGNATURES) {
                        throw tooMuch(
                                jar,
                                "its manifest and signatures unpack to more than the " + ReadLimits.ALL_SIGNATURES
                                        + " bytes that are read");
                    }
                }
            }
        }
        if (!declared) { // else they are not read
            refuseLarge(jar, zip, services);
            if (signed) {
                verify(jar);
            }
        }
    }

    /** The manifest, or a file of a signature. */
    private static boolean isOfSignature(String name) {
        String file = name.substring(META_INF.length()).toUpperCase(Locale.ROOT);
        return file.indexOf('/') < 0
                && (file.equals("MANIFEST.MF")
                        || file.startsWith("SIG-")
                        || file.endsWith(".SF")
                        || file.endsWith(".RSA")
                        || file.endsWith(".DSA")
                        || file.endsWith(".EC"));
    }

    private static void refuseLarge(Path jar, ZipFile zip, List<ZipEntry> services) throws Breakage, IOException {
        long all = 0;
        for (ZipEntry entry : services) {
            refuse(jar, entry, ReadLimits.SERVICES_FILE, entry.getSize());
            long size = unpacked(zip, entry, ReadLimits.SERVICES_FILE);
            refuse(jar, entry, ReadLimits.SERVICES_FILE, size);
            all += size;
            if (all > ReadLimits.ALL_SERVICES_FILES) {
                throw tooMuch(
                        jar,
                        "its META-INF/services unpacks to more than the " + ReadLimits.ALL_SERVICES_FILES
                                + " bytes that are read");
            }
        }
    }

    /** Refuses an entry that is larger than its limit; returns the size of any other. */
    private static long refuseLarge(Path jar, ZipFile zip, ZipEntry entry, long limit) throws Breakage, IOException {
        refuse(jar, entry, limit, entry.getSize());
        long most = entry.getMethod() == ZipEntry.STORED
                ? entry.getCompressedSize()
                : entry.getCompressedSize() * DEFLATE_RATIO + DEFLATE_RATIO;
        if (most <= limit) {
            return Math.min(most, Math.max(0, entry.getSize()));
        }
        long size = unpacked(zip, entry, limit);
        refuse(jar, entry, limit, size);
        return size;
    }

    private static void refuse(Path jar, ZipEntry entry, long limit, long size) throws Breakage {
        if (size > limit) {
            throw tooMuch(
                    jar, "its " + entry.getName() + " unpacks to more than the " + limit + " bytes that are read");
        }
    }

    private static long unpacked(ZipFile zip, ZipEntry entry, long limit) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in == null ? 0 : ReadLimits.count(in, limit);
        }
    }

    /** Has the JDK look at the signature, which it does when an entry is first opened. */
    private static void verify(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile(), true)) {
            ZipEntry manifest = file.getEntry(JarFile.MANIFEST_NAME);
            if (manifest != null) {
                file.getInputStream(manifest).close();
            }
        }
    }

    private static Breakage tooMuch(Path jar, String reason) {
        return Breakage.of(jar, Diagnosis.invalid(reason, "build it with less in it, or remove it"));
    }
}
