package dev.pluginhost.impl.deploy;

import dev.pluginhost.impl.discovery.Discovered;
import dev.pluginhost.impl.discovery.Discovery;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.impl.discovery.SourceContent;
import dev.pluginhost.impl.imports.HostWork;
import dev.pluginhost.impl.imports.HostWork.GivenUp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reading of all sources, one source after another. A source that hangs can be given up: then another thread reads the rest, and that
 * source holds nothing but the problem that it hangs. Safe for use by any thread.
 */
final class SourceReading {

    /** A source that is being read, or if there is none what comes after all of them. Known by its identity. */
    private static final class SourceStep extends HostWork.Step {
        final int source;
        final @Nullable Discovery discovery;

        SourceStep(int source, @Nullable Discovery discovery) {
            this.source = source;
            this.discovery = discovery;
        }
    }

    private final List<Source> sources;
    private final Supplier<Discovery> discoveries;
    private final boolean checked;

    /** What each source holds; set once, by the thread that has read it or by the one that gives it up. */
    private final AtomicReferenceArray<@Nullable SourceContent> contents;

    /** Written by the thread that reads, read by any. */
    private volatile @Nullable SourceStep step;

    /** One that has not begun; {@code checked} as {@link Discovery#read} has it. */
    SourceReading(List<Source> sources, Supplier<Discovery> discoveries, boolean checked) {
        this.checked = checked;
        this.sources = sources;
        this.discoveries = discoveries;
        this.contents = new AtomicReferenceArray<>(sources.size());
    }

    /**
     * Reads what has not been read.
     *
     * @return what is installed; null if the source that this thread was at has been given up
     */
    @Nullable
    Discovered read() {
        Discovery discovery = discoveries.get();
        for (int i = 0; i < sources.size(); i++) {
            if (contents.get(i) == null) {
                step = new SourceStep(i, discovery);
                SourceContent found = discovery.read(sources.get(i), checked);
                if (!contents.compareAndSet(i, null, found)) {
                    return null;
                }
            }
        }
        step = new SourceStep(-1, null);
        List<SourceContent> all = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            SourceContent content = contents.get(i);
            if (content != null) {
                all.add(content);
            }
        }
        return Discovery.select(all);
    }

    HostWork.@Nullable Step step() {
        return step;
    }

    GivenUp giveUp(HostWork.@Nullable Step hanging, String where) {
        SourceStep at = step;
        if (at != hanging) {
            return GivenUp.MOVED_ON;
        }
        if (at == null || at.source < 0) {
            return GivenUp.FAILS;
        }
        SourceContent nothing = Discovery.hanging(sources.get(at.source), words(at) + " (" + where + ")");
        return contents.compareAndSet(at.source, null, nothing) ? GivenUp.GOES_ON : GivenUp.MOVED_ON;
    }

    /** What is being read, as a clause that can follow another one. */
    String progress() {
        return words(step);
    }

    private static String words(@Nullable SourceStep step) {
        Path at = step == null || step.discovery == null ? null : step.discovery.at();
        return at == null ? "" : ", at " + at;
    }
}
