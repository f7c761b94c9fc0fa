package dev.pluginhost.impl.events;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.impl.events.Notice.Kind;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who is told how plugins fare. What has yet to be told is bounded, though the listener may hang and plugins come and go: of a
 * listener that is far behind, what has been undone meanwhile is dropped, so that no more is left of each plugin than one end,
 * one failure and one import. Safe for use by any thread.
 */
final class PluginSubscriber {

    /** With so many notices waiting, a listener is far behind. */
    static final int FAR_BEHIND = 1024;

    private final PluginListener listener;
    private final Owner owner;
    private final Listening listening;

    /** From 0, not behind, to 1, behind, to 2, which has been logged; only ever increased, by any thread. */
    private final AtomicInteger behind = new AtomicInteger();

    PluginSubscriber(PluginListener listener, Owner owner, Listening listening) {
        this.listener = listener;
        this.owner = owner;
        this.listening = listening;
    }

    Owner owner() {
        return owner;
    }

    Listening listening() {
        return listening;
    }

    void imported(ImportedModule module) {
        String name = module.name();
        add(Notice.of(Kind.IMPORTED, name, "plugin " + name + " is imported", () -> listener.imported(module)));
    }

    void failed(String name, PluginInfo.Failure failure) {
        add(Notice.of(
                Kind.FAILED, name, "plugin " + name + " cannot be imported", () -> listener.failed(name, failure)));
    }

    void unloaded(ImportedModule module) {
        String name = module.name();
        add(Notice.of(Kind.UNLOADED, name, "plugin " + name + " is unloaded", () -> listener.unloaded(module)));
    }

    private void add(Notice notice) {
        listening.change(waiting -> {
            if (waiting.size() < FAR_BEHIND) {
                waiting.add(notice);
            } else {
                behind.compareAndSet(0, 1);
                addShortened(waiting, notice);
            }
        });
    }

    private static void addShortened(Deque<Notice> waiting, Notice notice) {
        Iterator<Notice> lastFirst = waiting.descendingIterator();
        while (lastFirst.hasNext()) {
            Notice earlier = lastFirst.next();
            if (!earlier.plugin().equals(notice.plugin())) {
                continue;
            }
            if (notice.kind() == Kind.UNLOADED && earlier.kind() == Kind.IMPORTED) {
                lastFirst.remove();
                return;
            }
            if (notice.kind() == Kind.FAILED && earlier.kind() == Kind.FAILED) {
                lastFirst.remove();
            }
            break;
        }
        waiting.add(notice);
    }

    /** Has told what waits, when nobody holds a lock any more. */
    void deliver() {
        listening.deliver();
        if (behind.compareAndSet(1, 2)) {
            listening.warn(
                    "is " + FAR_BEHIND + " events behind, and is not told any more what has been undone meanwhile");
        }
    }
}
