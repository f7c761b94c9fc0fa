package dev.pluginhost.archetypes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what docs/tutorial.md says, as a reader does: runs its commands, writes its files, and waits for what the application
 * prints. Both archetypes are made into projects, and these are built, tested and run.
 */
@DisplayName("A reader of the tutorial")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has commands for a Unix shell")
class TutorialTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern FILE = Pattern.compile("(?m)^(?://|<!--) (\\S+/\\S+?)(?: -->)?$\\n");

    /** What it says that {@link InnerMaven} does instead. */
    private static final String INSTALL = "mvn -Dquick -DskipTests install";

    private static final String ARCHETYPE =
            "mvn archetype:generate -B -DarchetypeGroupId=dev.pluginhost -DarchetypeCatalog=local -DarchetypeArtifactId=";

    @TempDir
    Path directory;

    private Path bin;
    private Path work;
    private List<String> printed = List.of();
    private Terminal application;

    private record Block(String language, String text) {}

    @BeforeEach
    void prepare() throws IOException {
        bin = Files.createDirectory(directory.resolve("bin"));
        work = Files.createDirectory(directory.resolve("work"));
    }

    @AfterEach
    void endApplication() {
        if (application != null) {
            application.close();
        }
    }

    @Test
    @Tag("slow")
    @Timeout(600)
    @DisplayName("gets from an empty folder to a plugin that is shipped and replaced")
    void tutorial() throws Exception {
        InnerMaven.install(bin);
        for (Block block : blocks()) {
            switch (block.language()) {
                case "sh" -> run(block.text().strip());
                case "java", "xml" -> write(block.text());
                case "text" -> read(block.text().lines().toList());
                default -> throw new AssertionError(block);
            }
        }
        endByEnter();
    }

    private void endByEnter() throws Exception {
        application.enter();
        List<String> lines = application.succeeded();
        assertTrue(lines.stream().noneMatch(line -> line.contains("A plugin failed")), lines::toString);
    }

    @Test
    @DisplayName("needs less than ten commands")
    void fewCommands() throws IOException {
        List<String> commands = blocks().stream()
                .filter(block -> block.language().equals("sh"))
                .flatMap(block -> block.text().lines())
                .toList();

        assertEquals(INSTALL, commands.get(0));
        assertTrue(commands.size() < 10, commands::toString);
    }

    @Test
    @Tag("slow")
    @Timeout(300)
    @DisplayName("may choose names that are none in Java")
    void names() throws Exception {
        InnerMaven.install(bin);
        run(ARCHETYPE
                + "pluginhost-plugin -DgroupId=com.My-company.new -DartifactId=7-Native.default -Dapplication=native");

        Path declaration = work.resolve("7-Native.default/src/main/java/module-info.java");
        List<String> names = Pattern.compile("[\\w.-]{10,}")
                .matcher(Files.readString(declaration))
                .results()
                .map(MatchResult::group)
                .toList();
        assertEquals(
                List.of(
                        "com.mycompany._new._7native._default",
                        "com.mycompany._new._native.api",
                        "com.mycompany._new._native.api.Greeter",
                        "com.mycompany._new._7native._default.Hello"),
                names);
        names.forEach(name -> assertTrue(SourceVersion.isName(name), name));
    }

    @Test
    @DisplayName("finds the module of an application in its plugins, whatever its name")
    void oneRuleForNames() throws IOException {
        List<String> rules = new ArrayList<>();
        for (String archetype : List.of("application", "plugin")) {
            Path descriptor = Path.of(
                    System.getProperty("pluginhost.project"),
                    "archetypes",
                    archetype,
                    "src/main/resources/META-INF/maven/archetype-metadata.xml");
            Pattern.compile("<defaultValue>\\$\\{\\w+(\\.concat.*)</defaultValue>")
                    .matcher(Files.readString(descriptor))
                    .results()
                    .forEach(rule -> rules.add(rule.group(1).replaceAll("\\$(artifactId|application)", "it")));
        }

        assertEquals(3, rules.size());
        assertEquals(1, Set.copyOf(rules).size(), rules::toString);
    }

    private void run(String command) throws Exception {
        printed = List.of();
        if (command.equals(INSTALL)) {
            return;
        }
        if (command.contains("-Prun") || command.contains("pluginhost:run")) {
            if (application != null) {
                endByEnter();
            }
            application = new Terminal(command, work, bin);
        } else {
            try (Terminal terminal = new Terminal(command, work, bin)) {
                printed = terminal.succeeded();
            }
            if (command.contains("pluginhost-application")) {
                Path lib = Files.createDirectories(work.resolve("garden/app/target/lib"));
                Files.writeString(lib.resolve("garden-0.9.jar"), "of an earlier version; no JVM starts with it");
            }
        }
    }

    /** Finds lines in what the last command has printed, or waits until the application prints them. */
    private void read(List<String> lines) throws InterruptedException {
        for (String line : lines) {
            if (printed.stream().noneMatch(one -> one.endsWith(line))) {
                application.awaitLine(line);
            }
        }
    }

    /** Writes the files of a block; what is for a pom becomes its first dependency. */
    private void write(String text) throws IOException {
        Matcher file = FILE.matcher(text);
        assertTrue(file.lookingAt(), text);
        int begin = file.end();
        while (begin >= 0) {
            Path path = work.resolve(file.group(1));
            boolean next = file.find();
            String content = text.substring(begin, next ? file.start() : text.length());
            assertTrue(Files.exists(path), () -> path + " is not there to be changed");
            if (path.endsWith("pom.xml")) {
                String version = System.getProperty("pluginhost.gson");
                assertTrue(content.contains("<version>" + version + "</version>"), () -> "not version " + version);
                content = Files.readString(path).replaceFirst("<dependencies>\n", "$0" + content);
            }
            Files.writeString(path, content);
            begin = next ? file.end() : -1;
        }
    }

    private static List<Block> blocks() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("pluginhost.project"), "docs", "tutorial.md"));
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            blocks.add(new Block(block.group(1), block.group(2)));
        }
        return blocks;
    }
}
