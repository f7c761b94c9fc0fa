package dev.pluginhost.impl.index;

import dev.pluginhost.impl.scan.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The directories of an exploded module in which there are files, and the classes at its top. A declaration that the compiler
 * wrote does not name the module's packages: these directories are taken for them, and classes at the top are refused, as by the JDK.
 * So both may change while the declaration stays what it is. Stateless.
 */
final class Layout {

    private Layout() {}

    /** The layout, sorted; never empty, as the {@code module-info.class} itself is at the top. Opens directories alone. */
    static List<String> of(Path module) throws IOException {
        SortedSet<String> traces = new TreeSet<>();
        FileTree.walk(module, (path, attributes) -> {
            if (attributes.isRegularFile() && !isHidden(path)) {
                traces.add(trace(module.relativize(path)));
            }
        });
        return List.copyOf(traces);
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
