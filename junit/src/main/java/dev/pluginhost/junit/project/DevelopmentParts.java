package dev.pluginhost.junit.project;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** What the Maven plugin has written of plugins and their parts. */
final class DevelopmentParts {

    private static final String FILE = "pluginhost/development.properties";

    private DevelopmentParts() {}

    /**
     * The plugins and their parts; none if there is no such file, or if something has changed since it was written.
     *
     * @param outputs directories beside the file's
     * @param poms the POMs that it depends on
     * @param libraries some of which may be directories, from which it has jars
     */
    static Map<String, List<Path>> read(List<Path> outputs, Collection<Path> poms, List<Path> libraries)
            throws IOException {
        for (Path output : outputs) {
            Path file = output.resolveSibling(FILE);
            if (Files.isRegularFile(file) && isFresh(Files.getLastModifiedTime(file), poms, libraries)) {
                return read(file);
            }
        }
        return Map.of();
    }

    private static boolean isFresh(FileTime written, Collection<Path> poms, List<Path> libraries) throws IOException {
        List<Path> sources = new ArrayList<>(poms);
        for (Path library : libraries) {
            if (Files.isDirectory(library)) {
                try (Stream<Path> files = Files.walk(library)) {
                    files.forEach(sources::add);
                }
            }
        }
        for (Path source : sources) {
            if (Files.getLastModifiedTime(source).compareTo(written) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, List<Path>> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        Map<String, List<Path>> plugins = new LinkedHashMap<>();
        for (String name : properties.stringPropertyNames()) {
            List<Path> parts = new ArrayList<>();
            for (String part : properties.getProperty(name).split(File.pathSeparator, -1)) {
                try {
                    parts.add(file.resolveSibling(part).normalize());
                } catch (InvalidPathException e) {
                    throw new IOException("File " + file + " names " + part + ", which is no path", e);
                }
            }
            plugins.put(name, parts);
        }
        return plugins;
    }
}
