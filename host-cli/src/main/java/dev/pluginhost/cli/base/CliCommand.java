package dev.pluginhost.cli.base;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/**
 * A command. Its result is the exit code. It throws {@link UsageException} or {@link ProblemException} for what it cannot do; whatever else it
 * throws is reported with its text. A subclass has the annotation {@code @Command} with its name, description and examples.
 */
public abstract class CliCommand implements Callable<Integer> {

    /** Exit code: nothing is wrong. */
    public static final int WELL = 0;

    /** Exit code: something is wrong with the plugins. */
    public static final int PROBLEMS = 1;

    /** Exit code: the command was typed wrong. */
    public static final int USAGE = 2;

    private final Terminal terminal;

    @Option(names = "--json", order = 100, description = "Print one JSON object and nothing else.")
    private boolean json;

    @Option(
            names = "--verbose",
            order = 101,
            description = "Print stack traces, and what the host logs, to the standard error output.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            order = 102,
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // for picocli alone
    private boolean help;

    protected CliCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Where results and messages go. */
    protected final Terminal terminal() {
        return terminal;
    }

    /** Whether the result is one JSON object. */
    protected final boolean isJson() {
        return json;
    }

    /** Whether stack traces are wanted. */
    public final boolean isVerbose() {
        return verbose;
    }

    /**
     * Runs the command.
     *
     * @return {@link #WELL} or {@link #PROBLEMS}
     */
    protected abstract int run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        return run();
    }
}
