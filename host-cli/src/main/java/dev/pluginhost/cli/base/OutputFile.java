package dev.pluginhost.cli.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the option {@code -o} names. Stateless. */
public final class OutputFile {

    private OutputFile() {}

    /**
     * Writes a file, or replaces what is in it.
     *
     * @throws UsageException if it cannot be written
     */
    public static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            Path directory = file.toAbsolutePath().getParent();
            boolean isLost = directory != null && !Files.isDirectory(directory);
            throw new UsageException("File " + file + " cannot be written ("
                    + (isLost ? "there is no directory " + directory : ApplicationPath.reason(e))
                    + "); name another one with -o");
        }
    }
}
