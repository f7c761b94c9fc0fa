package dev.pluginhost.impl.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directories of an exploded module in which there are files, and the classes at its top. A declaration that the compiler
 * wrote does not name the module's packages: the JDK takes these directories for them, and refuses classes at the top. So
 * both may change while the declaration stays what it is. Stateless.
 */
final class Layout {

    private Layout() {}

    /** The layout, sorted; never empty, as the {@code module-info.class} itself is at the top. Opens directories alone. */
    static List<String> of(Path module) throws IOException {
        try (Stream<Path> files = Files.find(
                module, Integer.MAX_VALUE, (path, attributes) -> attributes.isRegularFile() && !isHidden(path))) {
            return files.map(module::relativize)
                    .map(Layout::trace)
                    .distinct()
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** A directory ends with a slash, which a class does not. */
    private static String trace(Path file) {
        Path directory = file.getParent();
        if (directory != null) {
            return directory + "/";
        }
        return file.toString().endsWith(".class") ? file.toString() : "/";
    }

    /** As the JDK asks. */
    private static boolean isHidden(Path file) {
        try {
            return Files.isHidden(file);
        } catch (IOException e) {
            return false;
        }
    }
}
