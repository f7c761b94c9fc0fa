package dev.pluginhost.publishedtests.libraries;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One row of the table of libraries: which artifacts they are, code that uses them, and what this code returns. The table is
 * in text files, whose head says what they may contain.
 */
final class Library {

    final String name;
    /** Artifacts with their dependencies, as {@code group:artifact:version}; those that begin with a minus are left out. */
    final List<String> artifacts = new ArrayList<>();
    /** Options of the JVM that the library needs on a class path, too. */
    final List<String> options = new ArrayList<>();
    /** Modules of the libraries that the plugin's declaration requires. */
    final List<String> requires = new ArrayList<>();
    /** The release of Java from which on the library does not work, and why. */
    int tooNew = Integer.MAX_VALUE;

    String tooNewReason = "";
    /** Why a file of its bundle stays open. */
    Optional<String> keeps = Optional.empty();
    /** Whether it is used in every build. */
    boolean sample;

    String result = "";
    final StringBuilder imports = new StringBuilder();
    final StringBuilder statements = new StringBuilder();
    final StringBuilder members = new StringBuilder();

    private Library(String name) {
        this.name = name;
    }

    /** The name of the plugin that uses it, and of its package. */
    String plugin() {
        return "use." + name.replace('-', '_').replace('.', '_');
    }

    /** The source of the class that uses it. */
    String source() {
        return "package " + plugin() + ";\n" + imports
                + "public class Use implements java.util.concurrent.Callable<Object> {\n"
                + "@Override public Object call() throws Exception {\n" + statements + "}\n" + members + "}\n";
    }

    /** Reads all tables of a directory, in the order of their names. */
    static List<Library> readAll(Path directory) throws IOException {
        Map<String, Library> libraries = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                for (Library library : read(file)) {
                    if (libraries.put(library.name, library) != null) {
                        throw new IllegalArgumentException(file + ": " + library.name + " is there twice");
                    }
                }
            }
        }
        return List.copyOf(libraries.values());
    }

    private static List<Library> read(Path file) throws IOException {
        List<Library> libraries = new ArrayList<>();
        StringBuilder code = null;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("== ")) {
                libraries.add(new Library(line.substring(3)));
                code = null;
            } else if (!libraries.isEmpty()) {
                Library library = libraries.get(libraries.size() - 1);
                if (line.equals("--")) {
                    code = library.statements;
                } else if (line.equals("++")) {
                    code = library.members;
                } else if (code == null) {
                    library.head(line);
                } else {
                    boolean isImport = code == library.statements && line.startsWith("import ");
                    (isImport ? library.imports : code).append(line).append('\n');
                }
            }
        }
        return libraries;
    }

    private void head(String line) {
        int space = line.indexOf(' ');
        String key = space < 0 ? line : line.substring(0, space);
        String value = space < 0 ? "" : line.substring(space + 1);
        if (key.contains(":")) {
            artifacts.add(key);
        } else if (key.equals("java")) {
            options.addAll(List.of(value.split(" ")));
        } else if (key.equals("requires")) {
            requires.addAll(List.of(value.split(", ")));
        } else if (key.equals("before")) {
            int reason = value.indexOf(' ');
            tooNew = Integer.parseInt(value.substring(0, reason));
            tooNewReason = value.substring(reason + 1);
        } else if (key.equals("keeps")) {
            keeps = Optional.of(value);
        } else if (key.equals("sample")) {
            sample = true;
        } else if (key.equals("gives")) {
            result = value.replace("\\n", "\n");
        } else if (!line.isBlank()) {
            throw new IllegalArgumentException("In the head of " + name + ": " + line);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
