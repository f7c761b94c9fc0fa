package dev.pluginhost.cli.inspect;

import dev.pluginhost.cli.base.Json;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.cli.base.Terminal.Style;
import dev.pluginhost.cli.base.Values;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** What an artifact declares and holds, as text and as JSON. Stateless. */
public final class ArtifactText {

    private ArtifactText() {}

    // As text

    /** Writes it for people. */
    public static void print(Artifact artifact, Terminal terminal) {
        boolean isBundle = artifact.kind() == Artifact.Kind.BUNDLE || artifact.kind() == Artifact.Kind.ZIP;
        terminal.say(Style.BOLD, Values.shown(artifact.path()));
        row(terminal, "kind", Values.word(artifact.kind()));
        artifact.plugin().ifPresent(plugin -> {
            row(terminal, "plugin", plugin.name());
            row(terminal, "timing", Values.word(plugin.timing()));
        });
        if (isBundle) {
            row(
                    terminal,
                    "size",
                    bytes(artifact.modules().stream()
                            .mapToLong(ModuleFacts::size)
                            .sum()));
        }
        for (ModuleFacts module : artifact.modules()) {
            if (isBundle) {
                terminal.say("");
                terminal.say(Style.BOLD, "  " + module.file().getFileName());
            }
            module.descriptor().ifPresent(descriptor -> print(descriptor, terminal));
            row(terminal, "classes", classes(module));
            if (!module.releases().isEmpty()) {
                row(terminal, "multi-release", module.releases().toString());
            }
            row(terminal, "natives", module.natives());
            row(terminal, "signed by", module.signers().isEmpty() ? List.of("nobody") : module.signers());
            row(terminal, "size", bytes(module.size()));
            module.remarks().forEach(remark -> terminal.say(Style.YELLOW, remark));
        }
        artifact.problems().forEach(problem -> terminal.say(Style.RED, problem));
    }

    private static void print(ModuleDescriptor module, Terminal terminal) {
        row(
                terminal,
                "module",
                module.name()
                        + module.rawVersion().map(is -> " " + is).orElse("")
                        + (module.isAutomatic() ? ", automatic" : module.isOpen() ? ", open" : ""));
        row(terminal, "requires", requires(module).map(ArtifactText::text).toList());
        row(
                terminal,
                "provides",
                module.provides().stream()
                        .sorted()
                        .map(it -> it.service() + " with " + String.join(", ", it.providers()))
                        .toList());
        row(terminal, "uses", new TreeSet<>(module.uses()));
        row(
                terminal,
                "exports",
                module.exports().stream()
                        .sorted()
                        .map(it -> it.source() + to(it.targets()))
                        .toList());
        row(
                terminal,
                "opens",
                module.opens().stream()
                        .sorted()
                        .map(it -> it.source() + to(it.targets()))
                        .toList());
        row(terminal, "packages", new TreeSet<>(module.packages()));
    }

    private static void row(Terminal terminal, String title, String value) {
        terminal.say(String.format(Locale.ROOT, "  %-14s %s", title, value));
    }

    /** One line for each value; none if there is none. */
    private static void row(Terminal terminal, String title, Collection<String> values) {
        String first = title;
        for (String value : values) {
            row(terminal, first, value);
            first = "";
        }
    }

    private static String to(Set<String> targets) {
        return targets.isEmpty() ? "" : " to " + String.join(", ", new TreeSet<>(targets));
    }

    private static Stream<Requires> requires(ModuleDescriptor module) {
        return module.requires().stream()
                .filter(it -> !it.modifiers().contains(Requires.Modifier.MANDATED))
                .sorted();
    }

    private static String text(Requires requires) {
        StringBuilder text = new StringBuilder();
        for (Requires.Modifier modifier : new TreeSet<>(requires.modifiers())) {
            text.append(Values.word(modifier)).append(' ');
        }
        return text
                + requires.name()
                + requires.rawCompiledVersion()
                        .map(is -> " (compiled against " + is + ")")
                        .orElse("");
    }

    private static String classes(ModuleFacts module) {
        return module.classes()
                + (module.classFileVersion() == 0
                        ? ""
                        : " for Java " + module.javaRelease() + " (class file version " + module.classFileVersion()
                                + ")");
    }

    private static String bytes(long size) {
        return String.format(Locale.ROOT, "%,d bytes", size);
    }

    // As JSON

    /** The same for programs. */
    public static Json json(Artifact artifact) {
        return Json.object()
                .with("location", artifact.path())
                .with("kind", artifact.kind())
                .with("plugin", artifact.plugin().map(plugin -> plugin.name()))
                .with("timing", artifact.plugin().map(plugin -> plugin.timing()))
                .with(
                        "modules",
                        artifact.modules().stream().map(ArtifactText::json).toList())
                .with("problems", artifact.problems());
    }

    private static Json json(ModuleFacts module) {
        Optional<ModuleDescriptor> found = module.descriptor();
        return Json.object()
                .with("file", module.file())
                .with("module", found.map(ModuleDescriptor::name))
                .with("version", found.flatMap(ModuleDescriptor::rawVersion))
                .with("automatic", found.map(ModuleDescriptor::isAutomatic))
                .with("open", found.map(ModuleDescriptor::isOpen))
                .with("requires", list(found.map(ArtifactText::requires), ArtifactText::json))
                .with("provides", list(found.map(it -> it.provides().stream().sorted()), ArtifactText::json))
                .with(
                        "uses",
                        found.<Collection<String>>map(it -> new TreeSet<>(it.uses()))
                                .orElse(List.of()))
                .with("exports", list(found.map(it -> it.exports().stream().sorted()), ArtifactText::json))
                .with("opens", list(found.map(it -> it.opens().stream().sorted()), ArtifactText::json))
                .with(
                        "packages",
                        found.<Collection<String>>map(it -> new TreeSet<>(it.packages()))
                                .orElse(List.of()))
                .with("classes", module.classes())
                .with("classFileVersion", module.classFileVersion())
                .with("javaRelease", module.javaRelease())
                .with("multiRelease", module.releases())
                .with("natives", module.natives())
                .with("signers", module.signers())
                .with("size", module.size())
                .with("remarks", module.remarks());
    }

    private static <T> List<Json> list(Optional<Stream<T>> values, Function<T, Json> json) {
        return values.orElse(Stream.empty()).map(json).toList();
    }

    private static Json json(Requires requires) {
        return Json.object()
                .with("module", requires.name())
                .with("static", requires.modifiers().contains(Requires.Modifier.STATIC))
                .with("transitive", requires.modifiers().contains(Requires.Modifier.TRANSITIVE))
                .with("compiledVersion", requires.rawCompiledVersion());
    }

    private static Json json(Provides provides) {
        return Json.object().with("service", provides.service()).with("with", provides.providers());
    }

    private static Json json(Exports exports) {
        return Json.object().with("package", exports.source()).with("to", new TreeSet<>(exports.targets()));
    }

    private static Json json(Opens opens) {
        return Json.object().with("package", opens.source()).with("to", new TreeSet<>(opens.targets()));
    }
}
