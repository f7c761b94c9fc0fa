package dev.pluginhost.maven;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** The file that tells a host of a plugin under development: its name, and the paths of its parts. */
final class DevelopmentFile {

    private DevelopmentFile() {}

    /** Writes it, in one step. */
    static void write(Path file, String plugin, List<Path> parts) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(
                plugin,
                parts.stream()
                        .map(part -> part.toAbsolutePath().normalize().toString())
                        .collect(Collectors.joining(File.pathSeparator)));
        StringWriter text = new StringWriter();
        properties.store(text, null);
        String withoutTime = text.toString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining("\n", "", "\n"));
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.createDirectories(file.toAbsolutePath().getParent());
        try {
            Files.writeString(temporary, withoutTime);
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
