package dev.pluginhost.impl.deploy;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginException;
import dev.pluginhost.Problem;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.Source;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.imports.Asker;
import dev.pluginhost.impl.imports.Imports;
import dev.pluginhost.impl.imports.Imports.Going;
import dev.pluginhost.impl.imports.Imports.Urgency;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.watch.Settled;
import dev.pluginhost.impl.watch.SourceWatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Follows what changes on disk, one burst of changes at a time: what is gone is unloaded, what has changed and is imported is
 * reloaded, in one transaction, and what is new or can be imported only now is imported if its timing says so. What cannot be used is
 * told of, and what runs is left alone.
 *
 * <p>Safe for use by any thread.
 */
public final class HotDeployment implements AutoCloseable {

    private static final Asker WATCH = new Asker("the watch of the sources");

    private final Installed installed;
    private final Imports imports;
    private final Registry registry;
    private final Reloads reloads;
    private final SourceWatch watch;

    /**
     * What was installed of an imported plugin when its reload was tried: it is not tried again before that has changed. Confined
     * to the thread of the reloads.
     */
    private final Map<String, @Nullable Candidate> tried = new HashMap<>();

    /** Of sources that have settled when nothing in them has changed for so long. */
    public HotDeployment(
            Installed installed,
            Imports imports,
            Registry registry,
            Reloads reloads,
            List<Source> sources,
            Duration settle,
            ClassLoader contextLoader) {
        this.installed = installed;
        this.imports = imports;
        this.registry = registry;
        this.reloads = reloads;
        this.watch = new SourceWatch(sources, settle, this::follow, contextLoader);
    }

    /** Begins to watch; to be called before the sources are read for the first time, so that no change is missed. */
    public void begin() {
        watch.begin();
    }

    /** Follows nothing any more; what is under way ends with the host. */
    @Override
    public void close() {
        watch.close();
    }

    /** Returns when it is done, so that what changes meanwhile is one burst more. */
    private void follow(Settled settled) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        reloads.enqueue(
                () -> {
                    bringIn();
                    done.complete(null);
                },
                thrown -> {
                    if (!(thrown instanceof HostClosedException)) {
                        Thrown.warn("Changes of plugins on disk could not be followed: " + Thrown.text(thrown), thrown);
                    }
                    done.complete(null);
                });
        done.join();
    }

    private void bringIn() {
        PluginGraph before = installed.graph();
        reloads.read();
        PluginGraph now = installed.readOnce();
        unloadWhatIsGone(now);
        reloadWhatHasChanged(now);
        importWhatIsNew(before, now);
    }

    private void unloadWhatIsGone(PluginGraph now) {
        List<Going> going = new ArrayList<>();
        for (Imported imported : registry.all()) {
            if (now.find(imported.name()) != null) {
                continue;
            }
            Path location = imported.candidate().location();
            if (Files.notExists(location) || isOfAnother(now, location)) {
                going.add(imports.leave(imported.name(), WATCH));
            } else if (changed(imported.name(), null)) {
                Thrown.warn(
                        "What is installed of plugin " + imported.name() + " (" + location + ") cannot be used"
                                + why(now, location) + "; what runs was not touched",
                        null);
            }
        }
        going.forEach(one -> one.gone().join());
    }

    private static boolean isOfAnother(PluginGraph now, Path location) {
        return now.nodes().stream().anyMatch(node -> node.candidate().location().equals(location));
    }

    private static String why(PluginGraph now, Path location) {
        return now.problems().stream()
                .filter(problem -> problem.location().equals(Optional.of(location)))
                .map(Problem::message)
                .findFirst()
                .map(message -> ": " + message)
                .orElse("");
    }

    private void reloadWhatHasChanged(PluginGraph now) {
        List<String> changed = new ArrayList<>();
        for (Imported imported : registry.all()) {
            PluginNode node = now.find(imported.name());
            if (node != null
                    && !Installed.sameFiles(imported.candidate(), node.candidate())
                    && changed(imported.name(), node.candidate())) {
                changed.add(imported.name());
            }
        }
        if (changed.isEmpty()) {
            return;
        }
        try {
            reloads.reload(now, changed, WATCH);
        } catch (HostClosedException e) {
            throw e;
        } catch (PluginException e) {
            Thrown.warn(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether it is another one, or none, than was tried last, as which it is noted. */
    private boolean changed(String name, @Nullable Candidate candidate) {
        boolean same = tried.containsKey(name) && areSame(tried.get(name), candidate);
        tried.put(name, candidate);
        return !same;
    }

    private static boolean areSame(@Nullable Candidate one, @Nullable Candidate other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return Installed.sameFiles(one, other);
    }

    private void importWhatIsNew(@Nullable PluginGraph before, PluginGraph now) {
        List<String> eager = new ArrayList<>();
        for (PluginNode node : now.nodes()) {
            boolean wanted = node.timing() == ImportTiming.EAGER || node.timing() == ImportTiming.BACKGROUND;
            if (wanted && node.obstacle().isEmpty() && registry.find(node.name()) == null && isNew(before, node)) {
                eager.add(node.name());
            }
        }
        CompletableFuture<Void> unused = imports.importEach(now, eager, WATCH, Urgency.BACKGROUND, "watch")
                .thenAccept(results -> results.values()
                        .forEach(result -> result.failure()
                                .filter(failure -> !(failure instanceof HostClosedException))
                                .ifPresent(failure -> Thrown.warn(String.valueOf(failure.getMessage()), failure))));
    }

    /** What was there before and could have been imported is not there because somebody has unloaded it, or it has failed. */
    private static boolean isNew(@Nullable PluginGraph before, PluginNode node) {
        PluginNode old = before == null ? null : before.find(node.name());
        return old == null || old.obstacle().isPresent() || !Installed.sameFiles(old.candidate(), node.candidate());
    }
}
