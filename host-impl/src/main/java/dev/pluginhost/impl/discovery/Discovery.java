package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.OpenFiles;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.impl.scan.Contents;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.index.Index;
import dev.pluginhost.impl.index.IndexStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is installed: walks the sources, has each artifact's declaration read, and lets a {@link Selection} choose
 * between those of the same name. No code of a plugin is run, no class of it is loaded, and nothing stays open. What is
 * wrong with one artifact is a {@link Problem} and changes nothing for the others.
 *
 * <p>What goes while a scan is under way is passed over as if the scan had come a moment later; what comes may be seen or
 * not.
 *
 * <p>Each thread that reads has one of its own. They share nothing but the application's predicate and indexes on disk.
 */
public final class Discovery {

    private final Predicate<String> applicationHas;
    private final DescriptorReader descriptors;
    private final BundleReader bundles;
    private final Notes notes;
    private final IndexStore indexes;

    /** What is being read; written by the thread that reads, read by any. */
    private volatile @Nullable Path at;

    /**
     * A discovery for one application.
     *
     * @param applicationHas whether the application has a module of a name; such modules are never taken from a source
     * @param openFiles what the host has open of plugins, some of which is closed when it keeps an artifact from being read
     * @param indexes of what was found before, by which artifacts that have not changed are known without opening them
     */
    public Discovery(Predicate<String> applicationHas, OpenFiles openFiles, IndexStore indexes) {
        this(applicationHas, name -> "", openFiles, indexes);
    }

    /**
     * A discovery for one application.
     *
     * @param applicationHas as above
     * @param described describes a module that the application has: its version, and where it is
     * @param openFiles as above
     * @param indexes as above
     */
    public Discovery(
            Predicate<String> applicationHas,
            UnaryOperator<String> described,
            OpenFiles openFiles,
            IndexStore indexes) {
        this.notes = new Notes(described);
        this.applicationHas = applicationHas;
        this.descriptors = new DescriptorReader(ArtifactFinder::of, openFiles);
        this.bundles = new BundleReader(applicationHas, notes);
        this.indexes = indexes;
    }

    /**
     * Reads the sources; an index is believed of files that look as they did.
     *
     * @param sources those that count more come first
     * @return what they hold; the same for the same files, in whatever order a file system lists them
     */
    public Discovered scan(List<Source> sources) {
        List<SourceContent> contents = new ArrayList<>();
        for (Source source : sources) {
            contents.add(read(source, false));
        }
        return select(contents);
    }

    /**
     * Reads one source.
     *
     * @param checked whether what an index knows of artifacts counts only if they have the same {@link Contents} still, which
     *     takes opening them; else files that look alike do
     */
    public SourceContent read(Source source, boolean checked) {
        Findings findings = new Findings();
        List<Candidate> candidates = candidates(source, checked, findings);
        findings.endOf(source.path());
        return new SourceContent(candidates, findings.problems(), findings.unusable());
    }

    /**
     * Reads one artifact again, without an index.
     *
     * @param stale the artifact as it was
     * @return the artifact as it is; nothing if it cannot be used any more, or has another name
     */
    public Optional<Candidate> readAgain(Candidate stale) {
        Path artifact = stale.location();
        Index nothing = IndexStore.none().open(artifact, "artifact");
        return candidate(artifact, new Declarations(descriptors, nothing, false), new Findings())
                .filter(now -> now.name().equals(stale.name()));
    }

    /** Chooses among what sources hold; those that count more come first. */
    public static Discovered select(List<SourceContent> contents) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Problem> unusable = new HashMap<>();
        List<List<Candidate>> found = new ArrayList<>();
        for (SourceContent content : contents) {
            found.add(content.candidates());
            problems.addAll(content.problems());
            content.unusable().forEach(unusable::putIfAbsent);
        }
        Discovered selected = Selection.among(found);
        problems.addAll(selected.problems());
        return new Discovered(selected.candidates(), selected.ambiguous(), problems, unusable);
    }

    /**
     * What is known of a source that hangs, which is nothing.
     *
     * @param where what was being read, and where the thread is that reads it
     */
    public static SourceContent hanging(Source source, String where) {
        Problem hangs = new Problem(
                Severity.ERROR,
                Reason.SOURCE,
                Entries.name(source.path()),
                Optional.of(source.path()),
                "Source of plugins " + source.path() + " did not answer in time" + where
                        + "; see whether its file system answers, then refresh");
        return new SourceContent(List.of(), List.of(hangs), Map.of());
    }

    /** What is being read at the moment, or was last. May be called by any thread. */
    public @Nullable Path at() {
        return at;
    }

    private List<Candidate> candidates(Source source, boolean checked, Findings problems) {
        Path path = source.path();
        at = path;
        Index index = indexes.open(path, source.kind());
        try {
            List<Candidate> found = candidates(source, new Declarations(descriptors, index, checked), problems);
            indexes.save(index); // not where the source could not be looked through: all in it would be taken for gone
            return found;
        } catch (NoSuchFileException e) {
            problems.accept(unusable(path, "is not there"));
        } catch (IOException e) {
            problems.accept(unusable(path, "cannot be read (" + Diagnosis.words(e) + ")"));
        }
        return List.of();
    }

    private List<Candidate> candidates(Source source, Declarations declarations, Findings problems) throws IOException {
        Path path = source.path();
        BasicFileAttributes attributes = Entries.attributes(path);
        if (source instanceof Source.Bundle) {
            return bundles.read(path, Entries.visible(path), declarations, problems).stream()
                    .toList();
        }
        if (attributes.isDirectory() && moduleInfo(path).isEmpty()) {
            List<Candidate> found = new ArrayList<>();
            for (Path entry : Entries.visible(path)) {
                candidate(entry, declarations, problems).ifPresent(found::add);
            }
            return found;
        }
        if (attributes.isDirectory() || Entries.isNamedLikeJar(path)) {
            return candidate(path, declarations, problems).stream().toList();
        }
        problems.accept(unusable(path, "is neither a directory nor a jar"));
        return List.of();
    }

    private Optional<Candidate> candidate(Path artifact, Declarations declarations, Findings problems) {
        try {
            at = artifact;
            Optional<BasicFileAttributes> attributes = DescriptorReader.lookAt(artifact);
            if (attributes.isEmpty()) {
                return Optional.empty();
            }
            if (attributes.get().isDirectory()) {
                return fromDirectory(artifact, attributes.get(), declarations, problems);
            }
            if (Entries.isNamedLikeJar(artifact)) {
                return plugin(declarations.jar(artifact, attributes.get()), problems);
            }
            Lookalikes.file(artifact, problems);
        } catch (Breakage e) {
            problems.accept(e.problem());
        } catch (IOException e) {
            if (!Entries.isGone(artifact)) {
                problems.accept(Breakage.of(artifact, Diagnosis.unreadable(e)).problem());
            }
        }
        return Optional.empty();
    }

    private Optional<Candidate> fromDirectory(
            Path directory, BasicFileAttributes attributes, Declarations declarations, Findings problems)
            throws IOException, Breakage {
        Optional<BasicFileAttributes> moduleInfo = moduleInfo(directory);
        if (moduleInfo.isPresent()) {
            return plugin(declarations.exploded(directory, moduleInfo.get()), problems);
        }
        List<Path> entries = Entries.visible(directory);
        if (entries.stream().anyMatch(Entries::isNamedLikeJar)) {
            return bundles.read(directory, entries, declarations, problems);
        }
        if (Entries.isNamedLikeJar(directory)) {
            return plugin(declarations.jar(directory, attributes), problems);
        }
        Lookalikes.directory(directory, entries, problems);
        return Optional.empty();
    }

    private Optional<Candidate> plugin(Optional<ModuleArtifact> found, Findings problems) throws Breakage {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ModuleArtifact artifact = found.get();
        if (applicationHas.test(artifact.name())) {
            problems.accept(notes.applicationHas(artifact));
            return Optional.empty();
        }
        if (Lookalikes.isAttachment(
                artifact, name -> !Entries.isGone(artifact.file().resolveSibling(name)), problems)) {
            return Optional.empty();
        }
        PluginRules.check(artifact);
        return Optional.of(new Candidate(artifact, List.of(), artifact.file()));
    }

    private static Optional<BasicFileAttributes> moduleInfo(Path directory) throws IOException {
        return Entries.attributesIfThere(directory.resolve(Entries.MODULE_INFO));
    }

    private static Problem unusable(Path source, String fact) {
        return new Problem(
                Severity.ERROR,
                Reason.SOURCE,
                Entries.name(source),
                Optional.of(source),
                "Source of plugins " + source.toAbsolutePath() + " " + fact + "; correct the path, or create it");
    }
}
