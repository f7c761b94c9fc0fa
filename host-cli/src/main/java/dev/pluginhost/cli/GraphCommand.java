package dev.pluginhost.cli;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.Problem;
import dev.pluginhost.cli.base.ApplicationPath;
import dev.pluginhost.cli.base.DirectoriesCommand;
import dev.pluginhost.cli.base.Json;
import dev.pluginhost.cli.base.OutputFile;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.cli.base.UsageException;
import dev.pluginhost.cli.base.Values;
import dev.pluginhost.cli.graph.GraphText;
import dev.pluginhost.cli.graph.Requirements;
import dev.pluginhost.cli.graph.Svg;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which plugin requires which. */
@Command(
        name = "graph",
        header = "Shows which plugin requires which other one.",
        description = "Runs no code of plugins. Exits with 1 if a plugin cannot be imported.",
        footerHeading = "%nExamples:%n",
        footer = {"  pluginhost graph plugins --app lib/*", "  pluginhost graph plugins -o plugins.svg --app lib/*"})
final class GraphCommand extends DirectoriesCommand {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write a drawing: .svg, .dot (Graphviz) or .mmd (Mermaid). Several may be given.")
    private List<Path> outputs = new ArrayList<>();

    GraphCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run() {
        outputs.forEach(GraphCommand::kind);
        List<Path> given = directories();
        List<PluginInfo> plugins;
        Map<String, String> errors = new HashMap<>();
        Set<String> modules;
        try (ApplicationPath application = application();
                PluginHost host = application.host(given).build()) {
            for (Problem problem : host.check()) {
                if (problem.severity() == Problem.Severity.ERROR) {
                    errors.putIfAbsent(problem.subject(), problem.message());
                }
            }
            plugins = host.plugins();
            modules = application.modules();
        }
        for (PluginInfo plugin : plugins) {
            plugin.failure().ifPresent(failure -> errors.putIfAbsent(plugin.name(), failure.message()));
        }
        Requirements graph = Requirements.of(plugins, errors, modules);
        outputs.forEach(output -> write(graph, output));
        if (isJson()) {
            terminal().say(json(graph, given));
        } else if (outputs.isEmpty()) {
            GraphText.tree(graph).lines().forEach(terminal()::say);
        }
        return errors.isEmpty() ? WELL : PROBLEMS;
    }

    private static String kind(Path output) {
        String name = output.toString().toLowerCase(Locale.ROOT);
        for (String kind : List.of(".svg", ".dot", ".mmd")) {
            if (name.endsWith(kind)) {
                return kind;
            }
        }
        throw new UsageException(
                "File " + output + ", given with -o, is of no known kind; end its name with .svg, .dot or .mmd");
    }

    private static void write(Requirements graph, Path output) {
        OutputFile.write(
                output,
                switch (kind(output)) {
                    case ".svg" -> Svg.of(graph);
                    case ".dot" -> GraphText.dot(graph);
                    default -> GraphText.mermaid(graph);
                });
    }

    private static Json json(Requirements graph, List<Path> directories) {
        return Json.object()
                .with("directories", Values.paths(directories))
                .with(
                        "modules",
                        graph.nodes().stream()
                                .map(node -> Json.object()
                                        .with("name", node.name())
                                        .with("missing", node.isMissing())
                                        .with("broken", node.isBroken())
                                        .with("requires", node.requires()))
                                .toList());
    }
}
