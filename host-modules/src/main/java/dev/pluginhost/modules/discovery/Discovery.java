package dev.pluginhost.modules.discovery;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.declaration.DeclarationReader;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.index.Index;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.OpenFiles;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.modules.scan.SourceStamp;
import dev.pluginhost.modules.scan.SourceWalk;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactFiles;
import dev.pluginhost.modules.scan.UnusableArtifactException;
import dev.pluginhost.modules.unpack.Sweep;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is installed: walks a source, reads the declaration of each artifact, and chooses the plugin of each
 * bundle. It runs no code of a plugin, loads no class of it, and leaves nothing open. A fault of one artifact is a
 * problem and changes nothing for the others. For use by one thread, except {@link #at}.
 */
public final class Discovery {

    private final ApplicationModules application;
    private final OpenFiles openFiles;
    private final IndexStore indexes;

    /** What is being read; written by the thread that reads. */
    private final AtomicReference<Path> at = new AtomicReference<>();

    public Discovery(ApplicationModules application, OpenFiles openFiles, IndexStore indexes) {
        this.application = application;
        this.openFiles = openFiles;
        this.indexes = indexes;
    }

    /**
     * Reads one source, unless it has a stamp that is known.
     *
     * @param known the sum of the stamp with which nothing is read; or zero
     * @param checked whether an index counts only for artifacts that have the same contents, which are opened
     */
    public SourceContent read(Source source, long known, boolean checked) {
        Path path = source.path();
        at.set(path);
        SourceContent content = new SourceContent(source.plugin());
        try {
            SourceStamp stamp = SourceStamp.of(source, at);
            Zips zips = stamp.hasZips() ? new Zips(indexes, checked, content) : null;
            if (zips != null) {
                zips.find(stamp);
                stamp = zips.with(stamp);
            }
            content.stamp = stamp;
            if (known != 0 && stamp.sum() == known) {
                content.known = true;
                return content;
            }
            Index index = indexes.open(source);
            content.index = index;
            DeclarationReader declarations = new DeclarationReader(path, index, checked, openFiles, stamp.at());
            for (Path entry : stamp.entries()) {
                readEntry(source, entry, stamp, declarations, zips, content);
            }
            indexes.save(index); // only if the whole source was seen: what was not seen would be taken for gone
            if (zips != null && content.stamp != null) {
                content.stamp = zips.with(stamp);
            }
            if (index.hasLostUnpacked() || (zips != null && (checked || zips.haveUnpacked()))) {
                Sweep.soon(indexes);
            }
        } catch (NoSuchFileException e) {
            addUnusable(path, "is not there", content);
        } catch (IOException e) {
            addUnusable(path, "cannot be read (" + UnusableArtifactException.words(e) + ")", content);
        }
        content.end(path);
        return content;
    }

    /** Reads an artifact again, without an index; it may be one that cannot be used any more, or has another name. */
    public SourceContent readAgain(Candidate stale, List<Source> sources) {
        Path path = stale.location();
        Source artifact = new Source(path, false);
        for (Source source : sources) {
            artifact = stale.name().equals(source.plugin()) ? source : artifact;
        }
        Index nothing = IndexStore.none().open(artifact);
        SourceContent content = new SourceContent(artifact.plugin());
        SourceStamp stamp = new SourceStamp(Instant.now(), List.of(path), Map.of(), 0);
        DeclarationReader declarations = new DeclarationReader(path, nothing, false, openFiles, stamp.at());
        Zips zips = SourceWalk.isNamedLikeZip(path) ? new Zips(indexes, true, content) : null;
        readEntry(artifact, path, stamp, declarations, zips, content);
        return content;
    }

    /** What is known of a source that hangs: nothing. The text says what is being read, and where its thread is. */
    public static SourceContent hanging(Source source, String where) {
        SourceContent nothing = new SourceContent(source.plugin());
        Problem hanging = nothing.error(
                Reason.SOURCE,
                source.path(),
                "Source of plugins " + source.path() + " did not answer in time" + where
                        + "; see whether its file system answers, then refresh");
        if (source.plugin() != null) {
            nothing.unusable(source.plugin(), hanging);
        }
        return nothing;
    }

    /** What is being read at the moment, or was last. Thread-safe. */
    public @Nullable Path at() {
        return at.get();
    }

    private void readEntry(
            Source source,
            Path entry,
            SourceStamp stamp,
            DeclarationReader declarations,
            @Nullable Zips zips,
            SourceContent content) {
        at.set(entry);
        try {
            ArtifactFiles files = stamp.look(source, entry);
            switch (files.kind()) {
                case JAR -> {
                    Fingerprint found = Objects.requireNonNull(files.files().get(entry));
                    addPlugin(declarations.jar(entry, found), content);
                }
                case EXPLODED -> {
                    if (files.unseen() != null) {
                        throw files.unseen();
                    }
                    addPlugin(declarations.exploded(entry, files.files()), content);
                }
                case PARTS ->
                    new PartsReader(Objects.requireNonNull(source.plugin()), files, application, content, declarations)
                            .read();
                case ZIP -> {
                    if (zips != null) {
                        ArtifactFiles bundle = zips.unpack(source, entry, files, stamp.at());
                        if (bundle != null) {
                            new BundleReader(bundle, application, content).read(declarations);
                        }
                    }
                }
                case BUNDLE -> {
                    if (zips != null) {
                        zips.noteDeeper(entry);
                    }
                    new BundleReader(files, application, content).read(declarations);
                }
                case DANGLING -> throw UnusableArtifactException.dangling(entry);
                case DIRECTORY -> Lookalikes.directory(entry, files.entries(), content);
                case OTHER -> {
                    if (entry.equals(source.path())) {
                        addUnusable(entry, "is neither a directory nor a jar", content);
                    } else {
                        Lookalikes.file(entry, content);
                    }
                }
            }
        } catch (UnusableArtifactException e) {
            content.add(e.problem());
        } catch (IOException e) {
            if (SourceWalk.isGone(entry)) {
                content.hasGone();
            } else {
                content.add(UnusableArtifactException.of(entry, e).problem());
            }
        }
    }

    private void addPlugin(@Nullable ModuleArtifact plugin, SourceContent content) throws UnusableArtifactException {
        if (plugin == null) {
            content.hasGone();
        } else if (application.has(plugin.name())) {
            application.passOver(plugin, null, content);
        } else if (!plugin.descriptor().isAutomatic() || !Lookalikes.isAttachment(plugin, content)) {
            Candidate.check(plugin);
            content.candidates.add(new Candidate(plugin, List.of(), plugin.file()));
        }
    }

    private static void addUnusable(Path source, String fact, SourceContent content) {
        content.error(
                Reason.SOURCE,
                source,
                "Source of plugins " + source.toAbsolutePath() + " " + fact + "; correct the path, or create it");
    }
}
