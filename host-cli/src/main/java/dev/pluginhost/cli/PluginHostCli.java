package dev.pluginhost.cli;

import dev.pluginhost.cli.base.CliCommand;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.spi.Printable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Commands for operators of an application with plugins: what is installed, what is wrong, what is slow. {@code pluginhost help} lists them. They
 * look at the plugins of an application that need not run: a command has the directories of plugins as parameters and the application's jars as the
 * option {@code --app}.
 *
 * <p>The commands write their results to the standard output, and everything else to the standard error output. With {@code --json}, the result is
 * one JSON object. The exit code is 0 if all is well, 1 if something is wrong with the plugins, and 2 if the command was typed wrong.
 */
public final class PluginHostCli {

    private static final int WIDTH = 100;

    /** A strong reference: the log manager keeps loggers, and their levels, only weakly. */
    private static final Logger HOST = Logger.getLogger("dev.pluginhost");

    private PluginHostCli() {}

    /**
     * Runs a command and ends this JVM with its exit code.
     *
     * @param args the command with its parameters and options
     */
    public static void main(String[] args) {
        int exit = CliCommand.PROBLEMS;
        try {
            PrintWriter out = writer(FileDescriptor.out, "stdout.encoding");
            PrintWriter err = writer(FileDescriptor.err, "stderr.encoding");
            System.setOut(System.err); // results are not mixed with what plugins print
            log(Arrays.asList(args).contains("--verbose") ? Level.FINE : Level.OFF);
            exit = run(new Terminal(out, err, Ansi.AUTO.enabled()), args);
        } catch (Throwable e) {
            System.err.println("The command failed: " + Printable.line(String.valueOf(e)));
        } finally {
            System.exit(exit); // threads of plugins may still run
        }
    }

    /**
     * Runs a command in this program. It neither ends the JVM nor uses its standard streams, but imported plugins may.
     *
     * @param out gets the result; not closed
     * @param err gets messages; not closed
     * @param args the command with its parameters and options
     * @return the exit code: 0 if all is well, 1 if something is wrong with the plugins, 2 if the command was typed wrong
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(new Terminal(out, err, false), args);
    }

    private static int run(Terminal terminal, String... args) {
        CommandLine commands = new CommandLine(new RootCommand());
        commands.getCommandSpec().version("pluginhost " + version());
        commands.addSubcommand(new ListCommand(terminal));
        commands.addSubcommand(new CheckCommand(terminal));
        commands.addSubcommand(new InspectCommand(terminal));
        commands.addSubcommand(new GraphCommand(terminal));
        commands.addSubcommand(new ImportCommand(terminal));
        commands.addSubcommand(new VerifyCommand(terminal));
        commands.addSubcommand(new IndexCommand(terminal));
        commands.addSubcommand(new TimelineCommand(terminal));
        commands.addSubcommand(new CommandLine.HelpCommand());
        commands.setOut(terminal.out());
        commands.setErr(terminal.err());
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.hasColours() ? Ansi.ON : Ansi.OFF));
        commands.setExpandAtFiles(false); // --app reads such files itself
        commands.setUsageHelpWidth(WIDTH);
        commands.setParameterExceptionHandler((e, unused) -> Mistakes.typed(e, terminal));
        commands.setExecutionExceptionHandler(
                (e, command, unused) -> Mistakes.thrown(e, command.getCommand(), terminal));
        commands.setExecutionStrategy(parsed -> execute(parsed, terminal));
        int exit = commands.execute(args);
        terminal.out().flush();
        terminal.err().flush();
        return exit;
    }

    /** Runs the command. An error of the JVM, such as that there is no more memory, is reported like an exception. */
    private static int execute(CommandLine.ParseResult parsed, Terminal terminal) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (Error e) {
            List<CommandLine> commands = parsed.asCommandLineList();
            return Mistakes.thrown(e, commands.get(commands.size() - 1).getCommand(), terminal);
        }
    }

    private static String version() {
        try (InputStream file = PluginHostCli.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(file));
            return Printable.name(properties.getProperty("version", "unknown"));
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static PrintWriter writer(FileDescriptor to, String encoding) {
        String name = System.getProperty(encoding, System.getProperty("native.encoding"));
        Charset charset = name == null || !Charset.isSupported(name) ? Charset.defaultCharset() : Charset.forName(name);
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(to), charset), true);
    }

    /** What the host logs goes to the standard error output, from a level on. */
    private static void log(Level level) {
        HOST.setLevel(level);
        if (System.getProperty("java.util.logging.config.file") == null) {
            for (Handler handler : Logger.getLogger("").getHandlers()) {
                handler.setLevel(level.intValue() < Level.INFO.intValue() ? level : Level.INFO);
            }
        }
    }
}
