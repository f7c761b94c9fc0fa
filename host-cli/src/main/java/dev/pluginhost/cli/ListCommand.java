package dev.pluginhost.cli;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.Problem;
import dev.pluginhost.cli.base.ApplicationPath;
import dev.pluginhost.cli.base.DirectoriesCommand;
import dev.pluginhost.cli.base.Json;
import dev.pluginhost.cli.base.Table;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.cli.base.Terminal.Style;
import dev.pluginhost.cli.base.Text;
import dev.pluginhost.cli.base.Values;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** What is installed. */
@Command(
        name = "list",
        header = "Lists what is installed, and what cannot be imported.",
        description = "Runs no code of plugins. Exits with 1 if a plugin cannot be imported.",
        footerHeading = "%nExamples:%n",
        footer = {"  pluginhost list plugins", "  pluginhost list plugins more-plugins --app lib/* --json"})
final class ListCommand extends DirectoriesCommand {

    ListCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run() {
        List<Path> given = directories();
        List<PluginInfo> plugins;
        List<Problem> errors;
        try (ApplicationPath application = application();
                PluginHost host = application.host(given).build()) {
            errors = host.check().stream()
                    .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                    .toList();
            plugins = host.plugins();
        }
        if (isJson()) {
            terminal()
                    .say(Json.object()
                            .with("directories", Values.paths(given))
                            .with("plugins", plugins.stream().map(Values::json).toList())
                            .with("errors", errors.stream().map(Values::json).toList()));
        } else {
            print(plugins, errors);
        }
        return errors.isEmpty() ? WELL : PROBLEMS;
    }

    private void print(List<PluginInfo> plugins, List<Problem> errors) {
        Map<String, Problem> bySubject = new HashMap<>();
        errors.forEach(error -> bySubject.putIfAbsent(error.subject(), error));
        Table table = new Table("plugin", "version", "timing", "state", "location");
        long broken = 0;
        for (PluginInfo plugin : plugins) {
            boolean isBroken = plugin.failure().isPresent() || bySubject.containsKey(plugin.name());
            broken += isBroken ? 1 : 0;
            table.add(
                    isBroken ? Style.RED : Style.PLAIN,
                    plugin.name(),
                    plugin.version().map(Object::toString).orElse("-"),
                    Values.word(plugin.timing()),
                    Values.word(plugin.state()),
                    Values.shown(plugin.location()));
        }
        table.printOn(terminal());
        terminal().say("");
        errors.forEach(error -> terminal().say(Style.RED, error.reason() + ": " + error.message()));
        String which = broken == 0 ? "all can be imported" : broken + " cannot be imported";
        terminal().say(Text.count(plugins.size(), "plugin") + "; " + which);
        remarkOnApplication(errors);
    }
}
