package dev.pluginhost.impl.discovery;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.spi.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads a bundle: a directory of jars, of which one is the plugin and the others are its private libraries. What the plugin
 * needs is used whole or not at all, apart from the modules that the application has: those it does without.
 *
 * <p>Stateless but for the application's predicate; safe for use by several threads if that is.
 */
final class BundleReader {

    private final Predicate<String> applicationHas;
    private final Notes notes;

    BundleReader(Predicate<String> applicationHas, Notes notes) {
        this.notes = notes;
        this.applicationHas = applicationHas;
    }

    /**
     * Reads a bundle.
     *
     * @param entries all that is in it; what is named like a jar is a part of it
     * @param declarations of what is in its source
     * @param problems is told what is wrong or worth knowing
     * @return the plugin, unless the bundle is broken, the application has the plugin, or the jars are gone
     */
    Optional<Candidate> read(Path directory, List<Path> entries, Declarations declarations, Findings problems) {
        try {
            List<Path> jars = entries.stream().filter(Entries::isNamedLikeJar).toList();
            refuseUnusable(directory, jars);
            if (jars.size() < entries.size()) {
                Lookalikes.besideJars(entries, problems);
            }
            Optional<List<ModuleArtifact>> modules = readAll(directory, jars, declarations, problems);
            if (modules.isEmpty() || modules.get().isEmpty()) {
                return Optional.empty();
            }
            return candidate(directory, modules.get(), problems);
        } catch (Breakage e) {
            problems.accept(e.problem());
        } catch (IOException e) {
            problems.accept(
                    Breakage.ofBundle(directory, Diagnosis.unreadable(e)).problem());
        }
        return Optional.empty();
    }

    private static void refuseUnusable(Path directory, List<Path> jars) throws Breakage {
        if (!Entries.canHoldJars(directory)) {
            throw Breakage.ofBundle(directory, DescriptorReader.notOnDefaultFileSystem());
        }
        if (jars.isEmpty()) {
            throw Breakage.ofBundle(
                    directory, Diagnosis.broken("it holds no jar", "put the plugin's jar and its libraries into it"));
        }
    }

    /** Reads every jar, so that all that are broken are told at once; nothing if any is. */
    private Optional<List<ModuleArtifact>> readAll(
            Path directory, List<Path> jars, Declarations declarations, Findings problems) {
        List<ModuleArtifact> modules = new ArrayList<>();
        Problem first = null;
        for (Path jar : jars) {
            try {
                Optional<BasicFileAttributes> attributes = DescriptorReader.lookAt(jar);
                if (attributes.isPresent()) {
                    declarations.jar(jar, attributes.get()).ifPresent(modules::add);
                }
            } catch (Breakage e) {
                Problem problem = e.problemIn(directory);
                problems.accept(problem);
                first = first == null ? problem : first;
            }
        }
        modules.removeIf(module -> Lookalikes.isAttachment(
                module, name -> jars.stream().anyMatch(jar -> Entries.name(jar).equals(name)), problems));
        if (first == null) {
            return Optional.of(modules);
        }
        problems.unusableAs(directory, first);
        for (ModuleArtifact plugin : BundlePlugin.contenders(Entries.name(directory), modules, List.of())) {
            problems.unusable(plugin.name(), first);
        }
        return Optional.empty();
    }

    private Optional<Candidate> candidate(Path directory, List<ModuleArtifact> modules, Findings problems)
            throws Breakage {
        Map<Boolean, List<ModuleArtifact>> byOwner =
                modules.stream().collect(Collectors.partitioningBy(module -> !applicationHas.test(module.name())));
        List<ModuleArtifact> own = byOwner.getOrDefault(true, List.of());
        List<ModuleArtifact> applications = byOwner.getOrDefault(false, List.of());

        List<ModuleArtifact> contenders = BundlePlugin.contenders(Entries.name(directory), own, applications);
        if (applications.containsAll(contenders)) {
            problems.accept(notes.applicationHasPluginOf(directory, contenders));
            return Optional.empty();
        }
        applications.forEach(library -> problems.accept(notes.applicationHas(library, directory)));
        if (contenders.size() > 1) {
            Problem ambiguous = ambiguous(directory, contenders);
            problems.accept(ambiguous);
            contenders.forEach(contender -> problems.unusable(contender.name(), ambiguous));
            return Optional.empty();
        }
        ModuleArtifact plugin = contenders.get(0);
        PluginRules.check(plugin);
        Set<ModuleArtifact> needed = BundleNeeds.of(List.of(plugin), own);
        List<Breakage> conflicts = BundleConflicts.among(needed, directory);
        if (!conflicts.isEmpty()) {
            conflicts.forEach(conflict -> problems.accept(conflict.problem()));
            problems.unusable(plugin.name(), conflicts.get(0).problem());
            return Optional.empty();
        }
        Set<ModuleArtifact> used = BundleConflicts.withWhatFits(needed, own, directory, problems);
        for (ModuleArtifact module : used) {
            try {
                PluginRules.checkLibrary(module);
            } catch (Breakage e) {
                problems.unusable(plugin.name(), e.problem());
                throw e;
            }
        }
        List<ModuleArtifact> libraries = used.stream()
                .filter(module -> !module.equals(plugin))
                .sorted(Comparator.comparing(ModuleArtifact::name))
                .toList();
        return Optional.of(new Candidate(plugin, libraries, directory));
    }

    private static Problem ambiguous(Path directory, List<ModuleArtifact> contenders) {
        String modules = contenders.stream()
                .map(module -> Printable.name(module.name()) + " (" + Entries.name(module.file()) + ")")
                .collect(Collectors.joining(", "));
        return new Problem(
                Severity.ERROR,
                Reason.AMBIGUOUS,
                Entries.name(directory),
                Optional.of(directory),
                "Bundle " + directory + " does not tell which of its modules is the plugin: it may be " + modules
                        + "; let that one, and no other, provide a " + Plugin.class.getName()
                        + ", or name the directory after it");
    }
}
