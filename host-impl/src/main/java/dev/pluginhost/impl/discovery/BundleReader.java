package dev.pluginhost.impl.discovery;

import static dev.pluginhost.impl.scan.UnusableArtifactException.ofBundle;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.scan.Fingerprint;
import dev.pluginhost.impl.scan.ReadLimits;
import dev.pluginhost.impl.scan.SourceWalk;
import dev.pluginhost.impl.scan.SourceWalk.ArtifactFiles;
import dev.pluginhost.impl.scan.UnusableArtifactException;
import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.spi.Printable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a bundle: a directory of jars, of which one is the plugin and the others are its private libraries. What the
 * plugin needs is used whole or not at all, apart from the modules that the application has. For use by one thread.
 */
final class BundleReader {

    private final ArtifactFiles files;
    private final Path directory;
    private final ApplicationModules application;
    private final SourceContent content;

    BundleReader(ArtifactFiles files, ApplicationModules application, SourceContent content) {
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
        List<ModuleArtifact> modules = new ArrayList<>();
        Problem first = null;
        for (Path jar : jars) { // all are read, so that each broken one is named
            try {
                Fingerprint found = files.files().get(jar);
                ModuleArtifact module = declarations.jar(jar, found != null ? found : Fingerprint.of(jar));
                if (module == null) {
                    content.hasGone();
                } else if (!Lookalikes.isAttachment(module, content)) {
                    modules.add(module);
                }
            } catch (NoSuchFileException e) {
                content.hasGone();
            } catch (IOException | UnusableArtifactException e) {
                UnusableArtifactException unusable =
                        e instanceof UnusableArtifactException known ? known : UnusableArtifactException.of(jar, e);
                Problem problem = unusable.problemIn(directory);
                content.add(problem);
                first = first == null ? problem : first;
            }
        }
        if (first == null && !modules.isEmpty()) {
            choose(modules);
        } else if (first != null) {
            content.unusableAs(directory, first);
            for (ModuleArtifact plugin : BundleModules.contenders(SourceWalk.name(directory), modules, List.of())) {
                content.unusable(plugin.name(), first);
            }
        }
    }

    private void choose(List<ModuleArtifact> modules) throws UnusableArtifactException {
        List<ModuleArtifact> own = new ArrayList<>();
        List<ModuleArtifact> applications = new ArrayList<>();
        for (ModuleArtifact module : modules) {
            (application.has(module.name()) ? applications : own).add(module);
        }
        List<ModuleArtifact> contenders = BundleModules.contenders(SourceWalk.name(directory), own, applications);
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
        Candidate.check(plugin);
        Set<ModuleArtifact> used = BundleModules.neededBy(plugin, own);
        Collection<String> conflicts = BundleModules.conflicts(used);
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
        addWhatFits(used, own);
        for (ModuleArtifact module : used) {
            try {
                Candidate.checkLibrary(module);
            } catch (UnusableArtifactException e) {
                content.unusable(plugin.name(), e.problem());
                throw e;
            }
        }
        used.remove(plugin);
        List<ModuleArtifact> libraries = new ArrayList<>(used);
        libraries.sort(Comparator.comparing(ModuleArtifact::name));
        content.candidates.add(new Candidate(plugin, libraries, directory));
    }

    /** Adds what else can be in one class loader with some modules, by name, and of two with one name the higher version. */
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
            Set<ModuleArtifact> more = new LinkedHashSet<>(used);
            more.addAll(BundleModules.neededBy(other, own));
            Collection<String> conflicts = BundleModules.conflicts(more);
            if (conflicts.isEmpty()) {
                used.addAll(more);
            } else {
                content.note(
                        Reason.UNUSED,
                        other.name(),
                        other.file(),
                        "Module " + other.name() + " in " + other.file() + ", a part of the bundle "
                                + SourceWalk.name(directory)
                                + ", is left out, as nothing in the bundle requires it and "
                                + conflicts.iterator().next() + "; remove the one that you do not want");
            }
        }
    }
}
