package dev.pluginhost.impl.layer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * By what the contents of a jar are known again: a SHA-256 of what its central directory says of every entry, in order: name,
 * CRC-32, both sizes and method. The data of the entries are not looked at. Immutable.
 *
 * <p>It is taken from the open {@link JarFile}, which has that directory in memory since it was opened. So it is of the very
 * bytes that are open, whatever has become of the file meanwhile, and costs neither input nor output.
 */
final class Contents {

    /**
     * A digest is cloned from here. It is the JDK's own, as what is kept here is kept for good, and the first provider that has
     * one may be a plugin's. In a JDK without that provider it is what there is when the first host is made.
     */
    private static final MessageDigest SHA_256 = sha256();

    private final byte[] digest;

    private Contents(byte[] digest) {
        this.digest = digest;
    }

    /**
     * Has what is kept made, by being called; to be called before plugins' code runs, and while files can be opened, which the JDK
     * needs to find a digest: jars are closed just when none can be.
     */
    static void prepare() {}

    /** The contents of an open jar; throws an {@link IllegalStateException} if it is closed meanwhile. */
    static Contents of(JarFile jar) {
        MessageDigest digest = newDigest();
        ByteBuffer numbers = ByteBuffer.allocate(4 * Long.BYTES);
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            byte[] name = entry.getName().getBytes(StandardCharsets.UTF_8);
            numbers.clear();
            numbers.putLong(entry.getCrc());
            numbers.putLong(entry.getSize());
            numbers.putLong(entry.getCompressedSize());
            // with its length before it, no name can be taken for another name and numbers
            numbers.putInt(entry.getMethod()).putInt(name.length);
            digest.update(numbers.array());
            digest.update(name);
        }
        return new Contents(digest.digest());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Contents contents && Arrays.equals(digest, contents.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    private static MessageDigest newDigest() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            return sha256(); // as with a provider that is not the JDK's; not kept
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256", "SUN");
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            return anySha256(); // as in a JDK that was made for other cryptography
        }
    }

    private static MessageDigest anySha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256; this one says: " + e.getMessage(), e);
        }
    }
}
