package dev.pluginhost.moduletests;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The source of each class of a JVM, by name, in the order of loading, from the file of {@code -Xlog:class+load:file=...}. */
record LoadedClasses(Map<String, String> sources) {

    private static final Pattern LINE = Pattern.compile(" (\\S+) source: (.*)$", Pattern.MULTILINE);

    static LoadedClasses read(Path log) throws IOException {
        return new LoadedClasses(LINE.matcher(Files.readString(log))
                .results()
                .collect(toMap(
                        line -> line.group(1),
                        line -> line.group(2).strip(),
                        (one, other) -> one,
                        LinkedHashMap::new)));
    }

    /** Whether a class came from an archive: from the JDK's own or from that of the application. */
    boolean fromArchive(String className) {
        return sources.getOrDefault(className, "").startsWith("shared objects file");
    }

    /** Whether a class came from a jar or a directory. */
    boolean fromFile(String className) {
        return sources.getOrDefault(className, "").startsWith("file:");
    }

    /** The names of the classes that were loaded after one class and before another one. */
    List<String> between(String first, String last) {
        List<String> names = new ArrayList<>(sources.keySet());
        int from = names.indexOf(first);
        int to = names.indexOf(last);
        if (from < 0 || to < from) {
            throw new AssertionError("Not loaded one after the other: " + first + ", " + last);
        }
        return List.copyOf(names.subList(from + 1, to));
    }
}
