package dev.pluginhost.impl.recording;

import dev.pluginhost.TimelineEntry;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.log.HostLog;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The last imports of a host. Thread-safe, without a lock. */
public class Timeline {

    static final int MOST = 10_000;

    /** The first one first. Each thread that adds one removes the first if there are too many. */
    private final Queue<EndedImport> imports = new ConcurrentLinkedQueue<>();

    private final AtomicInteger size = new AtomicInteger();

    /**
     * Adds an import, and has a line with its times logged, if that is wanted. If there is no memory for it, it is missing: the import itself must
     * not fail.
     */
    public void add(EndedImport ended) {
        if (HostLog.mayWantDebug()) {
            Thrown.tellSoon(Level.DEBUG, ended, null); // the log's thread makes the text
        }
        try {
            imports.add(ended.brief());
        } catch (OutOfMemoryError e) {
            return;
        }
        if (size.incrementAndGet() > MOST) {
            imports.remove();
            size.decrementAndGet();
        }
    }

    /** A snapshot. */
    public List<TimelineEntry> entries() {
        List<TimelineEntry> entries = new ArrayList<>();
        for (EndedImport ended : imports) {
            entries.add(ended.entry());
        }
        int more = entries.size() - MOST; // other threads are adding at this moment
        return List.copyOf(more > 0 ? entries.subList(more, entries.size()) : entries);
    }
}
