package dev.pluginhost.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Makes broken artifacts, as after aborted downloads, on broken disks or by wrong builds. Each method makes one broken
 * file and returns it. Thread-safe; throws {@link UncheckedIOException} if a file cannot be read or written.
 */
public final class Damage {

    private static final int MAJOR_VERSION = 6;

    private Damage() {}

    /**
     * Cuts a file in half.
     *
     * @param file the file
     * @return the same file
     */
    public static Path truncate(Path file) {
        return change(file, content -> Arrays.copyOf(content, content.length / 2));
    }

    /**
     * Makes an empty file.
     *
     * @param directory where; created if it is not there
     * @param fileName its name
     * @return the file
     */
    public static Path emptyFile(Path directory, String fileName) {
        return Jars.write(directory.resolve(fileName), new byte[0]);
    }

    /**
     * Makes a text file with the name of a jar.
     *
     * @param directory where; created if it is not there
     * @param fileName its name
     * @return the file
     */
    public static Path notAZip(Path directory, String fileName) {
        byte[] page = "<html>404: there is no such plugin</html>\n".getBytes(StandardCharsets.UTF_8);
        return Jars.write(directory.resolve(fileName), page);
    }

    /**
     * Changes one class file of a jar to the format of a newer Java release.
     *
     * @param jar the jar
     * @param entry the name of the class file, such as {@code module-info.class}
     * @param major the major version of the class file format: the Java release plus 44
     * @return the same jar
     */
    public static Path newerClassFile(Path jar, String entry, int major) {
        return changeEntry(jar, entry, content -> {
            byte[] newer = content.clone();
            ByteBuffer.wrap(newer).putShort(MAJOR_VERSION, (short) major);
            return newer;
        });
    }

    /**
     * Replaces what is in one entry of a jar, such as its {@code module-info.class}, by bytes that no parser accepts.
     *
     * @param jar the jar
     * @param entry the name of the entry
     * @return the same jar
     */
    public static Path garble(Path jar, String entry) {
        return changeEntry(jar, entry, content -> "garbled".getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a class without a package to a jar, which a module must not have.
     *
     * @param jar the jar
     * @return the same jar
     */
    public static Path classInRootPackage(Path jar) {
        return Jars.rewrite(jar, entries -> {
            entries.put("Lost.class", Compilation.ofRootPackage("Lost"));
            return entries;
        });
    }

    private static Path changeEntry(Path jar, String entry, UnaryOperator<byte[]> change) {
        return Jars.rewrite(jar, entries -> {
            if (entries.computeIfPresent(entry, (name, content) -> change.apply(content)) == null) {
                throw new IllegalArgumentException(jar + " has no entry " + entry + " to damage");
            }
            return entries;
        });
    }

    private static Path change(Path file, UnaryOperator<byte[]> change) {
        try {
            return Jars.write(file, change.apply(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
