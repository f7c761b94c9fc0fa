package dev.pluginhost.impl.deploy;

import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.RefreshReport;
import dev.pluginhost.impl.discovery.Discovered;
import dev.pluginhost.impl.discovery.Discovery;
import dev.pluginhost.impl.discovery.SourceContent;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.impl.threads.HostWork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One reading of all sources, one source after another; it begins when it is first run. A source that does not answer can be
 * given up: then another thread reads the rest, and that source yields nothing but a problem. Thread-safe.
 */
abstract class SourceReading<T> implements HostWork<T> {

    /** A source that is being read; -1 if all have been read. Known by its identity. */
    private static final class SourceStep extends HostWork.Step {
        final int source;
        final @Nullable Discovery discovery;

        SourceStep(int source, @Nullable Discovery discovery) {
            this.source = source;
            this.discovery = discovery;
        }
    }

    private final Installed installed;
    private final List<Source> sources;
    private final boolean checked;

    /** Each is set once, by the thread that has read the source or by the one that gives it up. */
    private final AtomicReferenceArray<@Nullable SourceContent> contents;

    /** Written by the thread that reads; threads follow one after another. */
    private volatile @Nullable SourceStep step;

    private volatile long number;

    /** A reading that has not begun; {@code checked} as in {@link Discovery#read}. */
    SourceReading(Installed installed, List<Source> sources, boolean checked) {
        this.installed = installed;
        this.sources = sources;
        this.checked = checked;
        this.contents = new AtomicReferenceArray<>(sources.size());
    }

    /** Reads what has not been read, and publishes the result. */
    final RefreshReport read() {
        if (number == 0) {
            number = installed.nextNumber();
        }
        // On an interrupted thread files look broken, so the interrupt is put off.
        boolean interrupted = Thread.interrupted();
        Discovered found = readSources();
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted("The sources were not read to the end");
        }
        RefreshReport report = installed.publish(number, found);
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw interrupted("The sources were read");
        }
        return report;
    }

    private Discovered readSources() {
        Discovery discovery = installed.discovery();
        for (int i = 0; i < sources.size(); i++) {
            if (contents.get(i) == null) {
                step = new SourceStep(i, discovery);
                SourceContent content = discovery.read(sources.get(i), checked);
                if (!contents.compareAndSet(i, null, content)) {
                    throw new CancellationException("another thread goes on with the reading");
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
        return Discovered.select(all);
    }

    private static ImportInterruptedException interrupted(String fact) {
        return new ImportInterruptedException(
                fact + ", and thread \"" + Thread.currentThread().getName() + "\" was interrupted",
                Origin.of(""),
                null);
    }

    @Override
    public @Nullable Step step() {
        return step;
    }

    @Override
    public GivenUp giveUp(@Nullable Step hanging, String where) {
        SourceStep at = step;
        if (at == null || at != hanging) {
            return GivenUp.MOVED_ON;
        }
        if (at.source < 0) {
            return GivenUp.FAILS;
        }
        SourceContent nothing = Discovery.hanging(sources.get(at.source), progress(at) + " (" + where + ")");
        return contents.compareAndSet(at.source, null, nothing) ? GivenUp.GOES_ON : GivenUp.MOVED_ON;
    }

    @Override
    public String progress() {
        return progress(step);
    }

    private static String progress(@Nullable SourceStep step) {
        Path at = step == null || step.discovery == null ? null : step.discovery.at();
        return at == null ? "" : ", at " + at;
    }
}
