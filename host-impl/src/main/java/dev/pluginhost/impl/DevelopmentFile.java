package dev.pluginhost.impl;

import dev.pluginhost.impl.data.PropertiesFile;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.spi.Printable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file that names the parts of plugins under development, whatever the application is. Stateless. */
final class DevelopmentFile {

    /** The system property with the path of the file. */
    static final String PROPERTY = "dev.pluginhost.development";

    private DevelopmentFile() {}

    /** The plugins in a file, by name; fails with an exception that names the file if it cannot be used. */
    static Map<String, Source> read(String path) {
        Map<String, Source> plugins = new LinkedHashMap<>();
        try {
            Path file = Path.of(path).toAbsolutePath();
            for (Map.Entry<String, String> plugin : PropertiesFile.read(file).entrySet()) {
                String name = HostBuilder.pluginName(plugin.getKey());
                plugins.put(name, Source.ofParts(name, parts(name, file, plugin.getValue())));
            }
            return plugins;
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "Development file " + Printable.text(path) + " cannot be used (" + why(e) + "), wanted by -D"
                            + PROPERTY + "; correct the path or the file, or leave the property out",
                    e);
        }
    }

    private static List<Path> parts(String name, Path file, String value) {
        List<Path> parts = new ArrayList<>();
        for (String part : value.split(File.pathSeparator, -1)) {
            if (!part.isBlank()) {
                parts.add(file.resolveSibling(part.strip()));
            }
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("plugin " + name + " has no parts");
        }
        return parts;
    }

    private static String why(Exception failure) {
        return failure instanceof NoSuchFileException
                ? "it is not there"
                : failure instanceof CharacterCodingException
                        ? "it is not in UTF-8"
                        : Printable.text(String.valueOf(failure.getMessage()));
    }
}
