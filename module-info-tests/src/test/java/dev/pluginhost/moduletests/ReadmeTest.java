package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles and runs what stands in README.md: the first java block under each of the two headings, which holds whole
 * files, each after a comment with its path. The sh block under the first is the command, the text block under the second
 * is what it prints.
 */
@DisplayName("The application and the plugin that README.md shows")
class ReadmeTest {

    private static final String EMBEDDING = "Embed it";
    private static final String PLUGIN = "Write a plugin";
    private static final int LINES = 25;
    private static final Pattern FILE = Pattern.compile("// (\\S+\\.java)");
    private static final Pattern MODULE = Pattern.compile("\\bmodule\\s+(\\S+)");

    @TempDir
    Path directory;

    private final Readme readme = Readme.read();

    @Test
    @DisplayName("have fewer than 25 lines each")
    void areShort() {
        for (String heading : List.of(EMBEDDING, PLUGIN)) {
            long lines = readme.block(heading, "java").lines().count();
            assertTrue(lines < LINES, () -> "Under '" + heading + "' there are " + lines + " lines of Java");
        }
    }

    @Test
    @DisplayName("compile against host-api alone and print what it says when started as it says")
    void compileAndRun() throws IOException {
        Path lib = Files.createDirectory(directory.resolve("lib"));
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        for (Path artifact : List.of(Artifacts.HOST_API, Artifacts.HOST_IMPL)) {
            Files.copy(artifact, lib.resolve(artifact.getFileName()));
        }
        Path application = jar(lib, readme.block(EMBEDDING, "java"), Run.path(Artifacts.HOST_API));
        jar(plugins, readme.block(PLUGIN, "java"), Run.path(Artifacts.HOST_API, application));
        List<String> command = List.of(readme.block(EMBEDDING, "sh").strip().split(" "));
        assertEquals("java", command.get(0));

        Run run = Run.in(directory, Run.JAVA, command.subList(1, command.size()));

        assertEquals(readme.block(PLUGIN, "text").strip(), run.succeeded());
    }

    private static Path jar(Path directory, String block, String modulePath) {
        Map<String, String> files = files(block);
        Matcher module = MODULE.matcher(files.getOrDefault("module-info.java", ""));
        assertTrue(module.find(), () -> "There is no module declaration in:\n" + block);
        Path classes = Application.compile(directory.resolveSibling(module.group(1)), List.of("-p", modulePath), files);
        Path jar = directory.resolve(module.group(1) + ".jar");
        Tool.run("jar", "--create", "--file", jar, "-C", classes, ".");
        return jar;
    }

    private static Map<String, String> files(String block) {
        Map<String, String> files = new LinkedHashMap<>();
        Matcher name = FILE.matcher("");
        String current = "";
        for (String line : block.lines().toList()) {
            if (name.reset(line).matches()) {
                current = name.group(1);
            } else {
                files.merge(current, line + "\n", String::concat);
            }
        }
        assertTrue(!files.containsKey(""), () -> "The first line is not the name of a file in:\n" + block);
        return files;
    }
}
