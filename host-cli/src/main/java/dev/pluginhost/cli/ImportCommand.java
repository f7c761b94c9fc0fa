package dev.pluginhost.cli;

import dev.pluginhost.ImportResult;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.cli.base.ApplicationPath;
import dev.pluginhost.cli.base.HostCommand;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.cli.base.Text;
import dev.pluginhost.cli.base.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports plugins, measures how long it takes, unloads them again, and looks at what is left. */
@Command(
        name = "import",
        header = "Imports plugins, shows how long each took, unloads them, and tells what is left.",
        description = {
            "Runs code of the plugins, in this JVM and with what --app names.",
            "Exits with 1 if an import fails or is too slow, or if an unloaded plugin is not collected."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pluginhost import plugins acme.core acme.weather --app lib/*",
            "  pluginhost import plugins --all --slow 500 --app lib/*"
        })
final class ImportCommand extends HostCommand {

    @Parameters(index = "0", paramLabel = "DIR", description = "The directory of plugins.")
    private Path directory = Path.of("");

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME", description = "The names of plugins.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "Import all plugins, but for refused ones.")
    private boolean all;

    @Option(names = "--plugins", paramLabel = "DIR", description = "A further directory of plugins.")
    private List<Path> further = new ArrayList<>();

    @Option(
            names = "--slow",
            paramLabel = "MILLIS",
            description = "Exit with 1 if an import takes longer, without its time in the queue.")
    private long slow;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long the import of one plugin may take; ${DEFAULT-VALUE} by default.")
    private long timeout;

    @Option(
            names = "--collection",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long to wait until an unloaded plugin is collected; ${DEFAULT-VALUE} by default.")
    private long collection;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The directory of the plugins' data; without it they have none.")
    private List<Path> data = new ArrayList<>();

    ImportCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run() {
        if (all != names.isEmpty()) {
            throw new UsageException(
                    all
                            ? "Names are given beside --all; leave one of them out"
                            : "No name of a plugin is given; "
                                    + (isWithoutApplication()
                                            ? "name plugins, or import all of them with --all"
                                            : "put names before --app, which takes all that follows"));
        }
        if (timeout < 1 || collection < 1 || slow < 0) {
            throw new UsageException("A time of less than zero, or a timeout of zero, is given; give a longer one");
        }
        List<Path> given = new ArrayList<>(List.of(directory));
        given.addAll(further);
        List<Path> directories = directories(given);
        try (ApplicationPath application = application()) {
            ImportRun run = importAll(application, directories);
            if (isJson()) {
                terminal().say(run.json(directories));
            } else {
                run.printOn(terminal(), isVerbose());
            }
            return run.isWell() ? WELL : PROBLEMS;
        }
    }

    private ImportRun importAll(ApplicationPath application, List<Path> directories) {
        PluginHost.Builder builder = application
                .host(directories)
                .importTimeout(Duration.ofSeconds(timeout))
                .collectionTimeout(Duration.ofSeconds(collection));
        if (!data.isEmpty()) {
            builder.dataDirectory(data.get(data.size() - 1));
        }
        Map<String, PluginState> known = known(application, directories);
        for (String name : names) {
            if (!known.containsKey(name)) {
                throw new UsageException("Plugin " + name + " is not installed"
                        + Text.didYouMean(name, known.keySet(), "see \"pluginhost list\""));
            }
        }
        Set<String> installed = new LinkedHashSet<>(known.keySet());
        installed.removeIf(name -> known.get(name) == PluginState.REFUSED);
        builder.nativeAccess(installed.toArray(String[]::new));
        try (PluginHost host = builder.build()) {
            Set<String> wanted = new LinkedHashSet<>(all ? installed : names);
            Map<String, String> failures = failures(host, wanted);
            List<PluginInfo> after = host.plugins();
            if (all) {
                addUnusable(after, wanted, failures);
            }
            List<UnloadReport.Plugin> unloaded = unload(host, after);
            return new ImportRun(wanted, failures, after, unloaded, slow == 0 ? null : Duration.ofMillis(slow));
        }
    }

    /** What can be named, with its state: not files that are no modules. */
    private static Map<String, PluginState> known(ApplicationPath application, List<Path> directories) {
        Map<String, PluginState> known = new LinkedHashMap<>();
        try (PluginHost host = application.host(directories).build()) {
            for (PluginInfo plugin : host.plugins()) {
                boolean isFile = plugin.state() == PluginState.UNREADABLE
                        && plugin.name().equals(String.valueOf(plugin.location().getFileName()));
                if (!isFile) {
                    known.put(plugin.name(), plugin.state());
                }
            }
        }
        return known;
    }

    /**
     * Imports all, and returns a message for each that has failed. Nothing else of the results is kept, as causes of failures keep classes of
     * plugins in memory.
     */
    private static Map<String, String> failures(PluginHost host, Collection<String> wanted) {
        Map<String, String> failures = new LinkedHashMap<>();
        for (ImportResult result : host.importAll(wanted).join().values()) {
            if (result.failure().isPresent()) {
                PluginException failure = result.failure().get();
                failures.put(result.name(), failure.reason() + ": " + failure.getMessage());
            }
        }
        return failures;
    }

    /** What lies among the plugins and cannot be read has no name to import it by. */
    private static void addUnusable(List<PluginInfo> plugins, Set<String> wanted, Map<String, String> failures) {
        for (PluginInfo plugin : plugins) {
            if (plugin.state() == PluginState.UNREADABLE && wanted.add(plugin.name())) {
                PluginInfo.Failure failure = plugin.failure().orElseThrow();
                failures.put(plugin.name(), failure.reason() + ": " + failure.message());
            }
        }
    }

    /** Unloads all that is imported, at the same time, and waits until it is known what is left. */
    private static List<UnloadReport.Plugin> unload(PluginHost host, List<PluginInfo> plugins) {
        List<CompletableFuture<UnloadReport>> reports = new ArrayList<>();
        for (PluginInfo plugin : plugins) {
            if (plugin.state() == PluginState.IMPORTED) {
                reports.add(host.unload(plugin.name()));
            }
        }
        Map<String, UnloadReport.Plugin> unloaded = new LinkedHashMap<>();
        for (CompletableFuture<UnloadReport> report : reports) {
            report.join().plugins().forEach(plugin -> unloaded.putIfAbsent(plugin.name(), plugin));
        }
        return List.copyOf(unloaded.values());
    }
}
