package dev.pluginhost.cli;

import dev.pluginhost.PluginException;
import dev.pluginhost.cli.base.CliCommand;
import dev.pluginhost.cli.base.ProblemException;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.cli.base.Text;
import dev.pluginhost.cli.base.UsageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Says what was typed wrong, and what a command could not do: one line each. Stateless. */
final class Mistakes {

    private Mistakes() {}

    /** What was typed is no command with its parameters and options. */
    static int typed(CommandLine.ParameterException e, Terminal terminal) {
        CommandLine command = e.getCommandLine();
        boolean isRoot = command.getParent() == null;
        String help = "see \"pluginhost help" + (isRoot ? "" : " " + command.getCommandName()) + "\"";
        String cause = e.getCause() instanceof UsageException usage ? usage.getMessage() : null;
        if (cause != null) {
            terminal.complain(cause);
        } else if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            terminal.complain(unmatched(unmatched.getUnmatched().get(0), command, isRoot, help));
        } else if (e instanceof CommandLine.MissingParameterException missing) {
            terminal.complain(missing(missing.getMissing(), command, help));
        } else if (isRoot && String.valueOf(e.getMessage()).startsWith("Missing required subcommand")) {
            terminal.complain("No command is given; name one of these");
            command.usage(terminal.err(), CommandLine.Help.Ansi.OFF);
        } else if (isRoot
                && e.getValue() != null
                && String.valueOf(e.getMessage()).startsWith("Unknown subcommand")) {
            terminal.complain(unmatched(e.getValue(), command, true, help)); // of help
        } else {
            terminal.complain(e.getMessage() + "; " + help);
        }
        return CliCommand.USAGE;
    }

    private static String unmatched(String word, CommandLine command, boolean isRoot, String help) {
        if (word.startsWith("-")) {
            List<String> options = new ArrayList<>();
            for (OptionSpec option : command.getCommandSpec().options()) {
                options.addAll(List.of(option.names()));
            }
            return "There is no option " + word + of(command, isRoot) + Text.didYouMean(word, options, help);
        }
        return isRoot
                ? "There is no command " + word
                        + Text.didYouMean(word, command.getSubcommands().keySet(), help)
                : "Parameter " + word + " is one too many" + of(command, false) + "; " + help;
    }

    private static String missing(List<ArgSpec> missing, CommandLine command, String help) {
        List<String> names = new ArrayList<>();
        boolean isParameter = false;
        for (ArgSpec each : missing) {
            isParameter |= each instanceof PositionalParamSpec;
            names.add(each instanceof OptionSpec option ? option.longestName() : each.paramLabel());
        }
        boolean swallowed = isParameter
                && command.getParseResult() != null
                && command.getCommandSpec().findOption("--app") != null
                && !command.getCommandSpec().findOption("--app").stringValues().isEmpty();
        return "Parameter " + String.join(", ", names) + of(command, false) + " is missing; "
                + (swallowed ? "put it before --app, which takes all that follows" : help);
    }

    private static String of(CommandLine command, boolean isRoot) {
        return isRoot ? "" : " of " + command.getCommandName();
    }

    /** A command could not do it. */
    static int thrown(Throwable e, Object command, Terminal terminal) {
        boolean isVerbose = command instanceof CliCommand typed && typed.isVerbose();
        if (isVerbose) {
            StringWriter stack = new StringWriter();
            e.printStackTrace(new PrintWriter(stack));
            stack.toString().lines().forEach(line -> terminal.remark(line.replace("\t", "    ")));
        }
        if (e instanceof UsageException) {
            terminal.complain(String.valueOf(e.getMessage()));
            return CliCommand.USAGE;
        }
        if (e instanceof ProblemException || e instanceof PluginException) {
            terminal.complain(String.valueOf(e.getMessage()));
        } else {
            terminal.complain("The command failed: " + e + (isVerbose ? "" : "; add --verbose to see where"));
        }
        return CliCommand.PROBLEMS;
    }
}
