package dev.pluginhost.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A command that was typed wrong")
class UsageTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("with another name gets the name that was meant")
    void command() {
        assertEquals(
                "There is no command lst; did you mean list?", Cli.run("lst").usage());
        assertEquals(
                "There is no command xyzzy; see \"pluginhost help\"",
                Cli.run("xyzzy").usage());
        assertEquals(
                "There is no command lst; did you mean list?",
                Cli.run("help", "lst").usage());
    }

    @Test
    @DisplayName("with an option that it has not gets the one that was meant")
    void option() {
        assertEquals(
                "There is no option --jsn of list; did you mean --json?",
                Cli.run("list", directory, "--jsn").usage());
    }

    @Test
    @DisplayName("without what it needs")
    void missing() {
        assertEquals(
                "Parameter DIR of list is missing; see \"pluginhost help list\"",
                Cli.run("list").usage());
        assertEquals(
                "Parameter DIR of list is missing; put it before --app, which takes all that follows",
                Cli.run("list", "--app", directory, directory).usage());
    }

    @Test
    @DisplayName("without a command prints the help")
    void none() {
        Cli cli = Cli.run();

        assertEquals(2, cli.exit());
        assertEquals("", cli.out());
        assertTrue(cli.err().contains("Usage: pluginhost"), cli::toString);
    }

    @Test
    @DisplayName("with a directory that does not exist")
    void directory() throws IOException {
        Files.createDirectory(directory.resolve("plugins"));

        assertEquals(
                "Directory " + directory.resolve("plugin") + " does not exist; did you mean plugins?",
                Cli.run("list", directory.resolve("plugin")).usage());
    }

    @Test
    @DisplayName("with a file instead of a directory")
    void file() {
        Path jar = PluginSource.plugin("acme.core").jar(directory);

        assertEquals(
                jar + " is no directory; name the directory of the plugins, or use \"pluginhost inspect " + jar + "\"",
                Cli.run("list", jar).usage());
    }

    @Test
    @DisplayName("with something of the application that does not exist")
    void app() {
        Path lost = directory.resolve("lost.jar");

        assertEquals(
                lost + ", given with --app, does not exist; correct the path",
                Cli.run("list", directory, "--app", lost).usage());
        assertEquals(
                "File " + lost
                        + ", given with --app, cannot be read (it does not exist); name a file that has a path of jars in"
                        + " each line",
                Cli.run("list", directory, "--app", "@" + lost).usage());
    }

    @Test
    @DisplayName("with characters that a terminal obeys does not pass them on")
    void controlCharacters() {
        assertEquals(
                "There is no command \\u001b[2J\\n; see \"pluginhost help\"",
                Cli.run("\u001b[2J\n").usage());
    }

    @Test
    @DisplayName("ends with 1 and a message if the JVM has an error, without characters that a terminal obeys")
    void error() {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int from, int length) {
                throw new StackOverflowError("\u001b[2J");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        StringWriter brief = new StringWriter();
        StringWriter verbose = new StringWriter();
        String[] list = {"list", directory.toString()};

        assertEquals(1, PluginHostCli.run(new PrintWriter(full), new PrintWriter(brief), list));
        assertEquals(
                1, PluginHostCli.run(new PrintWriter(full), new PrintWriter(verbose), list[0], list[1], "--verbose"));

        assertEquals(
                "The command failed: java.lang.StackOverflowError: \\u001b[2J; add --verbose to see where",
                brief.toString().strip());
        assertTrue(verbose.toString().contains("    at dev.pluginhost.cli.ListCommand.run"), verbose::toString);
        assertFalse(verbose.toString().contains("\u001b"), verbose::toString);
    }

    @Test
    @DisplayName("has a message without colours, as messages may go to a file")
    void colours() {
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(err), true);

        terminal.complain("It is wrong; mend it");

        assertEquals("It is wrong; mend it", err.toString().strip());
    }
}
