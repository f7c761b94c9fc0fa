package dev.pluginhost.moduletests;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** The source of each class of a JVM, by name, from the file of {@code -Xlog:class+load:file=...}. */
record LoadedClasses(Map<String, String> sources) {

    private static final Pattern LINE = Pattern.compile(" (\\S+) source: (.*)$", Pattern.MULTILINE);

    static LoadedClasses read(Path log) throws IOException {
        return new LoadedClasses(LINE.matcher(Files.readString(log))
                .results()
                .collect(toMap(line -> line.group(1), line -> line.group(2).strip(), (one, other) -> one)));
    }

    /** Whether a class came from an archive: from the JDK's own or from that of the application. */
    boolean fromArchive(String className) {
        return sources.getOrDefault(className, "").startsWith("shared objects file");
    }

    /** Whether a class came from a jar or a directory. */
    boolean fromFile(String className) {
        return sources.getOrDefault(className, "").startsWith("file:");
    }
}
