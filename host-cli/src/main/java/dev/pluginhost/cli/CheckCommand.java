package dev.pluginhost.cli;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.cli.base.ApplicationPath;
import dev.pluginhost.cli.base.DirectoriesCommand;
import dev.pluginhost.cli.base.Json;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.cli.base.Terminal.Style;
import dev.pluginhost.cli.base.Text;
import dev.pluginhost.cli.base.Values;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All problems that are known without running code of plugins. */
@Command(
        name = "check",
        header = "Resolves all plugins and prints what is wrong, each with its cure.",
        description = "Runs no code of plugins. Exits with 1 if there is an error, for use in a build.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pluginhost check plugins --app lib/*",
            "  pluginhost check plugins --app @classpath.txt --strict --json"
        })
final class CheckCommand extends DirectoriesCommand {

    @Option(names = "--strict", description = "Exit with 1 also if there is only a warning.")
    private boolean strict;

    CheckCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run() {
        List<Path> given = directories();
        List<Problem> problems;
        int plugins;
        try (ApplicationPath application = application();
                PluginHost host = application.host(given).build()) {
            problems = host.check();
            plugins = host.plugins().size();
        }
        if (isJson()) {
            terminal()
                    .say(Json.object()
                            .with("directories", Values.paths(given))
                            .with("plugins", plugins)
                            .with("errors", count(problems, Severity.ERROR))
                            .with("warnings", count(problems, Severity.WARNING))
                            .with("notes", count(problems, Severity.NOTE))
                            .with(
                                    "problems",
                                    problems.stream().map(Values::json).toList()));
        } else {
            print(plugins, problems);
        }
        long wrong = count(problems, Severity.ERROR) + (strict ? count(problems, Severity.WARNING) : 0);
        return wrong == 0 ? WELL : PROBLEMS;
    }

    private void print(int plugins, List<Problem> problems) {
        for (Problem problem : problems) {
            Style style = switch (problem.severity()) {
                case ERROR -> Style.RED;
                case WARNING -> Style.YELLOW;
                case NOTE -> Style.PLAIN;
            };
            terminal().say(style, problem.toString());
        }
        terminal()
                .say(Text.count(plugins, "plugin") + ": " + Text.count(count(problems, Severity.ERROR), "error") + ", "
                        + Text.count(count(problems, Severity.WARNING), "warning") + ", "
                        + Text.count(count(problems, Severity.NOTE), "note"));
        remarkOnApplication(problems);
    }

    private static long count(List<Problem> problems, Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .count();
    }
}
