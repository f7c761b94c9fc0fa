package dev.pluginhost.modules.discovery;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.index.Index;
import dev.pluginhost.modules.index.Index.Declaration;
import dev.pluginhost.modules.scan.JarName;
import dev.pluginhost.modules.scan.SourceStamp;
import dev.pluginhost.modules.scan.SourceWalk;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactFiles;
import dev.pluginhost.modules.unpack.BundleUse;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one source holds: its candidates in the order of their files, its problems, and what cannot be used, by the
 * names under which it may be asked for. The thread that reads the source adds to it; afterwards it does not change.
 */
public final class SourceContent implements Closeable {

    /** The number of notes of what is passed over that are kept for each source. */
    private static final int MOST_PASSED_OVER = 20;

    final List<Candidate> candidates = new ArrayList<>();
    final List<Problem> problems = new ArrayList<>();
    final Map<String, Problem> unusable = new HashMap<>();
    private int passedOver;

    /** The name of the plugin that the source is the parts of, if it is. */
    final @Nullable String plugin;

    SourceContent(@Nullable String plugin) {
        this.plugin = plugin;
    }

    /** What the source looked like before it was read; null if that is not known, or not all of it was there. */
    @Nullable
    SourceStamp stamp;

    /** What the index holds now; null if the source was not read. */
    @Nullable
    Index index;

    /** Whether the source looks as it is known, and was not read. */
    boolean known;

    /** The uses of the zip files that are unpacked, which whoever reads the source closes. */
    final List<BundleUse> uses = new ArrayList<>();

    /** What is being read, if that is a zip file that is unpacked: where is no concern of a reader of problems. */
    @Nullable
    ArtifactFiles unpacked;

    public @Nullable SourceStamp stamp() {
        return stamp;
    }

    public boolean isKnown() {
        return known;
    }

    public List<BundleUse> uses() {
        return uses;
    }

    /** Ends its uses, for whoever does not take them over. */
    @Override
    public void close() {
        uses.forEach(BundleUse::close);
    }

    /** The only candidate of a name; empty if there is none. */
    public Optional<Candidate> find(String name) {
        return candidates.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
    }

    /** Notes that something has gone that was there before: what is read is not what the source looked like. */
    void hasGone() {
        stamp = null;
    }

    /** What the index keeps of an artifact, by its path in the source; null if nothing. */
    public @Nullable Declaration declaration(String name) {
        return index == null ? null : index.kept(name);
    }

    /** Adds a problem; if it keeps something from being used, under the names that this may be asked for. */
    void add(Problem found) {
        Problem problem = shown(found);
        problems.add(problem);
        boolean isUnusable = switch (problem.reason()) {
            case UNREADABLE, INVALID, AMBIGUOUS -> problem.severity() == Severity.ERROR;
            case PASSED_OVER -> true;
            default -> false;
        };
        if (isUnusable) {
            unusable(problem.subject(), problem);
            found.location().ifPresent(location -> unusableAs(location, problem));
        }
    }

    /** A problem with what was unpacked, as one with the zip file. */
    private Problem shown(Problem found) {
        ArtifactFiles files = unpacked;
        Path location = found.location().orElse(null);
        Path directory = files == null || location == null ? null : location.getParent();
        if (files == null || directory == null || !files.entries().contains(location)) {
            return found;
        }
        Path zip = files.path();
        String message = found.message().replace(directory.toString(), zip.toString());
        return new Problem(found.severity(), found.reason(), found.subject(), Optional.of(zip), message);
    }

    /** Adds an error of what is at a path. */
    Problem error(Reason reason, Path location, String message) {
        return error(reason, SourceWalk.name(location), location, message);
    }

    Problem error(Reason reason, String subject, Path location, String message) {
        Problem error = new Problem(Severity.ERROR, reason, subject, Optional.of(location), message);
        add(error);
        return error;
    }

    /** Adds a note. */
    void note(Reason reason, String subject, Path location, String message) {
        add(new Problem(Severity.NOTE, reason, subject, Optional.of(location), message));
    }

    /** Notes that a problem is why there is no plugin of that name. */
    void unusable(String module, Problem problem) {
        unusable.putIfAbsent(module, shown(problem));
    }

    /** Notes that a problem is why there is no plugin of the name that a file or directory stands for. */
    void unusableAs(Path named, Problem problem) {
        String name = JarName.moduleName(SourceWalk.name(named));
        if (!name.isEmpty()) {
            unusable(name, problem);
        }
    }

    /** Notes that something that looks like a plugin is passed over; beyond the limit it is only counted. */
    void passedOver(Path path, String why) {
        if (++passedOver <= MOST_PASSED_OVER) {
            note(Reason.PASSED_OVER, SourceWalk.name(path), path, path + " is passed over: " + why);
        }
    }

    /** Adds the count of what is beyond the limit; called when the source has been read. */
    void end(Path source) {
        if (passedOver > MOST_PASSED_OVER) {
            note(
                    Reason.PASSED_OVER,
                    SourceWalk.name(source),
                    source,
                    (passedOver - MOST_PASSED_OVER) + " more files or directories in " + source
                            + " look like plugins and are passed over; see those that are named");
        }
    }
}
