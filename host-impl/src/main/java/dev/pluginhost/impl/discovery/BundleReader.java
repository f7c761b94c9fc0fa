package dev.pluginhost.impl.discovery;

import static dev.pluginhost.impl.scan.UnusableArtifactException.ofBundle;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.scan.ArtifactFiles;
import dev.pluginhost.impl.scan.Fingerprint;
import dev.pluginhost.impl.scan.ReadLimits;
import dev.pluginhost.impl.scan.SourceWalk;
import dev.pluginhost.impl.scan.UnusableArtifactException;
import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.spi.Printable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a bundle: a directory of jars, of which one is the plugin and the others are its private libraries. What the
 * plugin needs is used whole or not at all, apart from the modules that the application has. For use by one thread.
 */
final class BundleReader {

    private final ArtifactFiles files;
    private final Path directory;
    private final ApplicationNames application;
    private final SourceContent content;

    BundleReader(ArtifactFiles files, ApplicationNames application, SourceContent content) {
        this.files = files;
        this.directory = files.path();
        this.application = application;
        this.content = content;
    }

    /** Adds the plugin to the content of its source, or the problems that keep it from being used. */
    void read(DeclarationReader declarations) throws UnusableArtifactException {
        if (!ReadLimits.canHoldJars(directory)) {
            throw ofBundle(Reason.UNREADABLE, directory, ReadLimits.NO_JARS_HERE, ReadLimits.MOVE_JARS);
        }
        List<Path> jars = new ArrayList<>(files.entries());
        jars.removeIf(entry -> !SourceWalk.isNamedLikeJar(entry));
        if (jars.isEmpty()) {
            throw ofBundle(
                    Reason.UNREADABLE, directory, "it holds no jar", "put the plugin's jar and its libraries into it");
        }
        if (jars.size() < files.entries().size()) {
            Lookalikes.besideJars(files.entries(), content);
        }
        List<ModuleArtifact> modules = readJars(jars, declarations);
        if (!modules.isEmpty()) {
            choose(modules);
        }
    }

    /** Reads all jars, so that each broken one is named; nothing if one is. */
    private List<ModuleArtifact> readJars(List<Path> jars, DeclarationReader declarations) {
        List<ModuleArtifact> modules = new ArrayList<>();
        Problem first = null;
        for (Path jar : jars) {
            try {
                ModuleArtifact module = readJar(jar, declarations);
                if (module != null && !Lookalikes.isAttachment(module, content)) {
                    modules.add(module);
                }
            } catch (UnusableArtifactException e) {
                Problem problem = e.problemIn(directory);
                content.add(problem);
                first = first == null ? problem : first;
            }
        }
        if (first == null) {
            return modules;
        }
        content.unusableAs(directory, first);
        for (ModuleArtifact plugin : BundlePlugin.contenders(SourceWalk.name(directory), modules, List.of())) {
            content.unusable(plugin.name(), first);
        }
        return List.of();
    }

    private @Nullable ModuleArtifact readJar(Path jar, DeclarationReader declarations)
            throws UnusableArtifactException {
        try {
            Fingerprint found = files.files().get(jar);
            return declarations.jar(jar, found != null ? found : Fingerprint.of(jar));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw UnusableArtifactException.unreadable(jar, e);
        }
    }

    private void choose(List<ModuleArtifact> modules) throws UnusableArtifactException {
        List<ModuleArtifact> own = new ArrayList<>();
        List<ModuleArtifact> applications = new ArrayList<>();
        for (ModuleArtifact module : modules) {
            (application.has(module) ? applications : own).add(module);
        }
        List<ModuleArtifact> contenders = BundlePlugin.contenders(SourceWalk.name(directory), own, applications);
        if (applications.containsAll(contenders)) {
            application.passOverBundle(directory, contenders, content);
            return;
        }
        for (ModuleArtifact library : applications) {
            application.passOver(library, directory, content);
        }
        if (contenders.size() > 1) {
            Problem ambiguous = content.error(
                    Reason.AMBIGUOUS,
                    directory,
                    "Bundle " + directory + " does not say which of its modules is the plugin: it may be "
                            + contenders.stream()
                                    .map(module ->
                                            Printable.name(module.name()) + " (" + SourceWalk.name(module.file()) + ")")
                                    .collect(Collectors.joining(", "))
                            + "; let that one, and no other, provide a " + Plugin.class.getName()
                            + ", or name the directory after it");
            contenders.forEach(contender -> content.unusable(contender.name(), ambiguous));
            return;
        }
        ModuleArtifact plugin = contenders.get(0);
        ModuleName.check(plugin);
        PluginKind.check(plugin);
        Set<ModuleArtifact> needed = BundleModules.neededBy(plugin, own);
        List<String> conflicts = BundleModules.conflicts(needed);
        for (String conflict : conflicts) {
            String fact = "its modules share a class loader, but " + conflict;
            String cure = "remove one of the two, or merge them into one jar";
            Problem problem = ofBundle(Reason.INVALID, directory, fact, cure).problem();
            content.add(problem);
            content.unusable(plugin.name(), problem);
        }
        if (!conflicts.isEmpty()) {
            return;
        }
        addWhatFits(needed, own);
        for (ModuleArtifact module : needed) {
            try {
                ModuleName.checkLibrary(module);
            } catch (UnusableArtifactException e) {
                content.unusable(plugin.name(), e.problem());
                throw e;
            }
        }
        List<ModuleArtifact> libraries = new ArrayList<>(needed);
        libraries.remove(plugin);
        libraries.sort(Comparator.comparing(ModuleArtifact::name));
        content.candidates.add(new Candidate(plugin, libraries, directory));
    }

    /**
     * Adds what else can be in one class loader with some modules, by name, and of two with one name the higher
     * version.
     */
    private void addWhatFits(Set<ModuleArtifact> used, List<ModuleArtifact> own) {
        List<ModuleArtifact> others = new ArrayList<>(own);
        others.removeAll(used);
        others.sort(Comparator.comparing(ModuleArtifact::name)
                .thenComparing(
                        module -> module.descriptor().version().orElse(null),
                        Comparator.nullsLast(Comparator.reverseOrder())));
        for (ModuleArtifact other : others) {
            if (used.contains(other)) {
                continue;
            }
            Set<ModuleArtifact> more = BundleModules.neededBy(other, own);
            more.removeAll(used);
            String conflict = null;
            for (ModuleArtifact module : more) {
                conflict = conflict != null ? conflict : BundleModules.conflict(module, used);
            }
            if (conflict == null && !BundleModules.conflicts(more).isEmpty()) {
                conflict = "what it requires is in conflict with itself";
            }
            if (conflict == null) {
                used.addAll(more);
            } else {
                content.note(
                        Reason.UNUSED,
                        other.name(),
                        other.file(),
                        "Module " + other.name() + " in " + other.file() + ", a part of the bundle "
                                + SourceWalk.name(directory)
                                + ", is left out, as nothing in the bundle requires it and "
                                + conflict + "; remove the one that you do not want");
            }
        }
    }
}
