package dev.pluginhost.modules.discovery;

import static dev.pluginhost.modules.scan.UnusableArtifactException.ofBundle;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.declaration.BundleModules;
import dev.pluginhost.modules.declaration.DeclarationReader;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.ReadLimits;
import dev.pluginhost.modules.scan.SourceWalk;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactFiles;
import dev.pluginhost.modules.scan.UnusableArtifactException;
import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.spi.Printable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads a bundle: a directory of jars, of which one is the plugin and the others are its private libraries. It is used whole or not at all,
 * apart from the modules that the application has. For use by one thread.
 */
final class BundleReader {

    private final ArtifactFiles files;
    private final Path directory;

    /** That of the directory that the jars are in; if the bundle is a zip file, this is another one. */
    private final String name;

    private final ApplicationModules application;
    private final SourceContent content;

    BundleReader(ArtifactFiles files, ApplicationModules application, SourceContent content) {
        this.files = files;
        this.directory = files.path();
        Path first = files.entries().isEmpty() ? null : files.entries().get(0).getParent();
        this.name = SourceWalk.name(first == null ? directory : first);
        this.application = application;
        this.content = content;
        content.unpacked = files.unpacked() == null ? null : files;
    }

    /** Adds the plugin to the content of its source, or the problems that keep it from being used. */
    void read(DeclarationReader declarations) throws UnusableArtifactException {
        if (!ReadLimits.canHoldJars(directory)) {
            throw ofBundle(Reason.UNREADABLE, directory, ReadLimits.NO_JARS_HERE, ReadLimits.MOVE_JARS);
        }
        List<Path> jars = new ArrayList<>(files.entries());
        jars.removeIf(entry -> !SourceWalk.isNamedLikeJar(entry));
        for (Path jar : jars) {
            if (!ReadLimits.canHoldJars(jar)) { // it was unpacked there
                throw ofBundle(
                        Reason.UNREADABLE,
                        directory,
                        ReadLimits.NO_JARS_HERE,
                        "name another directory with index(...)");
            }
        }
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
                addTo(modules, jar, files, declarations, content);
            } catch (UnusableArtifactException e) {
                Problem problem = e.problemIn(directory);
                content.add(problem);
                first = first == null ? problem : first;
            }
        }
        if (first == null && !modules.isEmpty()) {
            choose(modules, declarations);
        } else if (first != null) {
            content.unusableAs(directory, first);
            for (ModuleArtifact plugin : BundleModules.contenders(name, modules, List.of())) {
                content.unusable(plugin.name(), first);
            }
        }
    }

    /** Reads a jar and adds it to others, unless it is gone or only an attachment of another jar. */
    static void addTo(
            List<ModuleArtifact> modules,
            Path jar,
            ArtifactFiles files,
            DeclarationReader declarations,
            SourceContent content)
            throws UnusableArtifactException {
        try {
            Fingerprint found = files.files().get(jar);
            ModuleArtifact module = declarations.library(jar, found != null ? found : Fingerprint.of(jar));
            if (module == null) {
                content.hasGone();
            } else if (!Lookalikes.isAttachment(module, content)) {
                modules.add(module);
            }
        } catch (NoSuchFileException e) {
            content.hasGone();
        } catch (IOException e) {
            throw UnusableArtifactException.of(jar, e);
        }
    }

    private void choose(List<ModuleArtifact> modules, DeclarationReader declarations) throws UnusableArtifactException {
        List<ModuleArtifact> own = new ArrayList<>();
        List<ModuleArtifact> applications = new ArrayList<>();
        for (ModuleArtifact module : modules) {
            (application.has(module.name()) ? applications : own).add(module);
        }
        List<ModuleArtifact> contenders = BundleModules.contenders(name, own, applications);
        if (applications.containsAll(contenders)) {
            application.passOverBundle(directory, contenders, content);
            return;
        }
        for (ModuleArtifact library : applications) {
            application.passOver(library, "the bundle " + SourceWalk.name(directory), content);
        }
        if (contenders.size() > 1) {
            String which = contenders.stream()
                    .map(module -> Printable.name(module.name()) + " (" + SourceWalk.name(module.file()) + ")")
                    .collect(Collectors.joining(", "));
            boolean named =
                    contenders.stream().map(ModuleArtifact::name).distinct().count() == 1;
            Problem ambiguous = content.error(
                    Reason.AMBIGUOUS,
                    directory,
                    named
                            ? "Bundle " + directory + " has its plugin more than once: " + which
                                    + "; remove all of these jars but one"
                            : "Bundle " + directory + " does not say which of its modules is the plugin: it may be "
                                    + which
                                    + "; let that one, and no other, provide a " + Plugin.class.getName()
                                    + ", or name the "
                                    + (SourceWalk.isNamedLikeZip(directory) ? "zip file" : "directory")
                                    + " after it");
            contenders.forEach(contender -> content.unusable(contender.name(), ambiguous));
            return;
        }
        ModuleArtifact plugin = contenders.get(0);
        if (!plugin.isModule()) {
            sayWhy(plugin, declarations);
            return;
        }
        Candidate.check(plugin);
        own.remove(plugin);
        BundleModules.sort(own);
        content.candidates.add(new Candidate(plugin, own, directory, files.unpacked()));
    }

    /** Adds the problem of a jar that is taken for the plugin and cannot be a module. */
    private void sayWhy(ModuleArtifact plugin, DeclarationReader declarations) {
        try {
            declarations.jar(plugin.file(), plugin.fingerprint());
            content.hasGone(); // as it was read
        } catch (UnusableArtifactException e) {
            Problem problem = e.problemIn(directory);
            content.add(problem);
            content.unusableAs(directory, problem);
            content.unusable(plugin.name(), problem);
        }
    }
}
