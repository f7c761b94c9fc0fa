package dev.pluginhost.cli;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.cli.base.ApplicationPath;
import dev.pluginhost.cli.base.HostCommand;
import dev.pluginhost.cli.base.Json;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.cli.base.Terminal.Style;
import dev.pluginhost.cli.base.Text;
import dev.pluginhost.cli.base.UsageException;
import dev.pluginhost.cli.base.Values;
import dev.pluginhost.verify.Finding;
import dev.pluginhost.verify.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether what the code of plugins refers to is there. */
@Command(
        name = "verify",
        header = "Looks up each class, method and field that the code of plugins refers to.",
        description = {
            "Runs no code of plugins. Finds plugins that were built against another version of the application, of the JDK or of each other.",
            "A file is verified alone, with the other plugins of its directory to look into. For a bundle, name the directory that it is in, and --plugin.",
            "Exits with 1 if there is an error or a warning."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pluginhost verify plugins --app lib/*",
            "  pluginhost verify plugins/acme.weather-2.3.jar --app lib/* --java 21 --json"
        })
final class VerifyCommand extends HostCommand {

    private static final int MOST_USES = 3;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR",
            description = "Jars, exploded modules, or directories of plugins.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--plugin",
            paramLabel = "NAME",
            description = "Verify this one of the plugins; several may be given.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--java",
            paramLabel = "RELEASE",
            description =
                    "The release of Java that the application runs on; by default this one. The JDK that is looked into is this one.")
    private int release = Runtime.version().feature();

    VerifyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run() {
        List<Path> sources = new ArrayList<>();
        Set<Path> alone = new LinkedHashSet<>();
        List<Path> whole = new ArrayList<>();
        for (Path path : paths) {
            if (isArtifact(path)) {
                Path artifact = path.toAbsolutePath().normalize();
                alone.add(artifact);
                sources.add(artifact.getParent());
            } else {
                whole.addAll(directories(List.of(path)));
                sources.add(whole.get(whole.size() - 1));
            }
        }
        try (ApplicationPath application = application();
                PluginHost host = application
                        .host(sources.stream().distinct().toList())
                        .versionPolicy(VersionPolicy.ALLOW) // what counts here is what is really missing
                        .build()) {
            List<PluginInfo> plugins = host.plugins();
            List<String> wanted = wanted(plugins, alone, whole);
            List<Finding> findings = verify(host, plugins, wanted);
            if (isJson()) {
                terminal().say(json(wanted, findings));
            } else {
                print(wanted, findings);
            }
            return isWell(findings) ? WELL : PROBLEMS;
        }
    }

    /** A directory of jars may be a bundle or have plugins, so it is taken for the latter. */
    private static boolean isArtifact(Path path) {
        return Files.isRegularFile(path) || Files.isRegularFile(path.resolve("module-info.class"));
    }

    private List<String> wanted(List<PluginInfo> plugins, Set<Path> alone, List<Path> whole) {
        List<String> all = plugins.stream().map(PluginInfo::name).toList();
        for (String name : names) {
            if (!all.contains(name)) {
                throw new UsageException(
                        "No plugin is called " + name + Text.didYouMean(name, all, "see \"pluginhost list\""));
            }
        }
        if (!names.isEmpty()) {
            return names.stream().distinct().toList();
        }
        Set<String> wanted = new LinkedHashSet<>();
        for (PluginInfo plugin : plugins) {
            if (alone.isEmpty() || whole.stream().anyMatch(plugin.location()::startsWith)) {
                wanted.add(plugin.name());
            }
        }
        for (Path artifact : alone) {
            wanted.add(plugins.stream()
                    .filter(plugin -> plugin.location().equals(artifact))
                    .findFirst()
                    .map(PluginInfo::name)
                    .orElseThrow(() ->
                            new UsageException(artifact + " is no plugin of its directory; see \"pluginhost inspect "
                                    + artifact + "\" and \"pluginhost check " + artifact.getParent() + "\"")));
        }
        return List.copyOf(wanted);
    }

    /** What cannot be read has no classes to verify: the host knows why. */
    private List<Finding> verify(PluginHost host, List<PluginInfo> plugins, List<String> wanted) {
        Map<String, String> unreadable = new HashMap<>();
        for (PluginInfo plugin : plugins) {
            if (plugin.state() == PluginState.UNREADABLE) {
                plugin.failure().ifPresent(why -> unreadable.put(plugin.name(), why.message()));
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (String name : wanted) {
            String why = unreadable.get(name);
            if (why != null) {
                findings.add(new Finding(name, Severity.ERROR, Finding.Cause.UNREADABLE, name, List.of(), why));
            }
        }
        findings.addAll(new Verifier(host)
                .javaRelease(release)
                .verify(wanted.stream()
                        .filter(name -> !unreadable.containsKey(name))
                        .toList()));
        return findings;
    }

    /** A missing thing fails the code that gets there, wherever it should be; a note is about what the plugin can do without. */
    private static boolean isWell(List<Finding> findings) {
        return findings.stream().allMatch(finding -> finding.severity() == Severity.NOTE);
    }

    private void print(List<String> wanted, List<Finding> findings) {
        Map<String, Map<Finding.Cause, List<Finding>>> grouped = new LinkedHashMap<>();
        for (Finding finding : findings) {
            grouped.computeIfAbsent(finding.plugin(), none -> new LinkedHashMap<>())
                    .computeIfAbsent(finding.cause(), none -> new ArrayList<>())
                    .add(finding);
        }
        grouped.forEach((plugin, causes) -> {
            terminal().say(Style.BOLD, plugin);
            causes.forEach((cause, group) -> {
                terminal().say("  " + Values.word(cause) + ": " + group.size());
                group.forEach(this::print);
            });
        });
        terminal()
                .say(Text.count(wanted.size(), "plugin") + " verified: " + count(findings, Severity.ERROR, "error")
                        + ", " + count(findings, Severity.WARNING, "warning") + ", "
                        + count(findings, Severity.NOTE, "note"));
    }

    private void print(Finding finding) {
        Style style = switch (finding.severity()) {
            case ERROR -> Style.RED;
            case WARNING -> Style.YELLOW;
            case NOTE -> Style.PLAIN;
        };
        terminal().say(style, "    " + finding.severity() + " " + finding.message());
        int shown = 0;
        for (Finding.Use use : finding.uses()) {
            if (shown++ == MOST_USES) {
                terminal().say("        and " + Text.count(finding.uses().size() - MOST_USES, "more place"));
                break;
            }
            terminal().say("        at " + use + " in " + use.artifact());
        }
    }

    private static String count(List<Finding> findings, Severity severity, String noun) {
        return Text.count(
                findings.stream()
                        .filter(finding -> finding.severity() == severity)
                        .count(),
                noun);
    }

    private static Json json(List<String> wanted, List<Finding> findings) {
        return Json.object()
                .with("plugins", wanted)
                .with(
                        "findings",
                        findings.stream()
                                .map(finding -> Json.object()
                                        .with("plugin", finding.plugin())
                                        .with("severity", finding.severity())
                                        .with("cause", finding.cause())
                                        .with("missing", finding.missing())
                                        .with("message", finding.message())
                                        .with(
                                                "uses",
                                                finding.uses().stream()
                                                        .map(use -> Json.object()
                                                                .with("class", use.type())
                                                                .with("method", use.method())
                                                                .with("line", use.line())
                                                                .with("artifact", use.artifact()))
                                                        .toList()))
                                .toList());
    }
}
