package dev.pluginhost.modules.discovery;

import static dev.pluginhost.modules.scan.UnusableArtifactException.invalid;

import dev.pluginhost.Reason;
import dev.pluginhost.modules.declaration.BundleModules;
import dev.pluginhost.modules.declaration.DeclarationReader;
import dev.pluginhost.modules.declaration.DerivedDeclaration;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.SourceWalk;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactFiles;
import dev.pluginhost.modules.scan.UnusableArtifactException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of a plugin: the directories together are its module, and the jars its private libraries. Without a directory, the jars are
 * those of a bundle. For use by one thread.
 */
final class PartsReader {

    private final String name;
    private final ArtifactFiles files;
    private final ApplicationModules application;
    private final SourceContent content;
    private final DeclarationReader declarations;
    private final List<Path> directories = new ArrayList<>();
    private final List<ModuleArtifact> jars = new ArrayList<>();

    PartsReader(
            String name,
            ArtifactFiles files,
            ApplicationModules application,
            SourceContent content,
            DeclarationReader declarations) {
        this.name = name;
        this.files = files;
        this.application = application;
        this.content = content;
        this.declarations = declarations;
    }

    /** Adds the plugin to the content of its source, or the problems that keep it from being used. */
    void read() {
        if (files.unseen() != null) {
            incomplete("its parts cannot be read (" + UnusableArtifactException.words(files.unseen()) + ")");
            return;
        }
        try {
            if (areThere() && readJars()) {
                ModuleArtifact plugin = plugin();
                if (plugin != null) {
                    add(plugin);
                }
            }
        } catch (UnusableArtifactException e) {
            content.add(e.problemOf(name));
        }
    }

    private boolean areThere() throws UnusableArtifactException {
        List<String> missing = new ArrayList<>();
        boolean classes = false;
        for (Path part : files.entries()) {
            Fingerprint found = files.files().get(part);
            if (found == null) {
                missing.add(part.toString());
            } else if (found.isDirectory()) {
                directories.add(part);
            } else if (!SourceWalk.isNamedLikeJar(part)) {
                throw invalid(part, "it is neither a directory nor a jar", "correct the path");
            }
        }
        for (Path file : files.files().keySet()) {
            classes |= !files.entries().contains(file) && SourceWalk.name(file).endsWith(".class");
        }
        if (!missing.isEmpty()) {
            incomplete(String.join(", ", missing) + (missing.size() == 1 ? " is" : " are") + " not there");
        } else if (!directories.isEmpty() && !classes) {
            incomplete("there is no class in " + directories.get(0)
                    + (directories.size() == 1 ? "" : " and its other directories"));
        } else {
            return true;
        }
        return false;
    }

    private void incomplete(String fact) {
        content.error(
                Reason.UNREADABLE,
                name,
                files.path(),
                "Plugin " + name + " is not complete: " + fact + "; build it, or correct the paths of its parts");
    }

    /** False if one cannot be used; each of those is a problem. */
    private boolean readJars() {
        boolean usable = true;
        for (Path part : files.entries()) {
            try {
                if (!directories.contains(part)) {
                    BundleReader.addTo(jars, part, files, declarations, content);
                }
            } catch (UnusableArtifactException e) {
                content.add(e.problemOf(name));
                usable = false;
            }
        }
        return usable;
    }

    /** The plugin, which is not among the jars any more; null if there is none, as a problem says, or it has gone meanwhile. */
    private @Nullable ModuleArtifact plugin() throws UnusableArtifactException {
        if (!directories.isEmpty()) {
            ModuleArtifact module = declarations.ofParts(name, directories, files.files());
            if (module == null) {
                content.hasGone();
            }
            return module;
        }
        List<ModuleArtifact> contenders = BundleModules.contenders(name, jars, List.of());
        if (contenders.isEmpty()) {
            return null; // all have gone, or are attachments
        }
        ModuleArtifact chosen = contenders.get(0);
        if (contenders.size() > 1 && chosen.isDeclared()) {
            StringBuilder which = new StringBuilder();
            for (ModuleArtifact contender : contenders) {
                which.append(which.isEmpty() ? "" : ", ").append(SourceWalk.name(contender.file()));
            }
            content.error(
                    Reason.AMBIGUOUS,
                    name,
                    files.path(),
                    "The parts of plugin " + name + " do not say which of them is the plugin: it may be " + which
                            + "; let that one, and no other, declare module " + name);
            return null;
        }
        jars.remove(chosen);
        if (!chosen.isModule()) {
            return declarations.jar(chosen.file(), chosen.fingerprint()); // which says why
        }
        return !chosen.descriptor().isAutomatic()
                ? chosen
                : new ModuleArtifact(
                        DerivedDeclaration.renamed(chosen.descriptor(), name),
                        chosen.file(),
                        false,
                        chosen.fingerprint(),
                        chosen.contents(),
                        chosen.plain());
    }

    private void add(ModuleArtifact plugin) throws UnusableArtifactException {
        if (!plugin.name().equals(name)) {
            throw invalid(
                    plugin.name(),
                    plugin.file(),
                    "it is a part of the plugin that the application calls " + name,
                    "call both the same");
        }
        if (application.has(name)) {
            application.passOver(plugin, null, content);
            return;
        }
        Candidate.check(plugin);
        List<ModuleArtifact> libraries = new ArrayList<>();
        for (ModuleArtifact jar : jars) {
            if (application.has(jar.name())) {
                application.passOver(jar, "plugin " + name, content);
            } else {
                libraries.add(jar);
            }
        }
        content.candidates.add(new Candidate(plugin, libraries, files.path()));
    }
}
