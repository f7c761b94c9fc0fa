package dev.pluginhost.impl.events;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.impl.registry.Imported;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A registered listener for plugins. Its queue is bounded: if the listener is far behind, what has been undone meanwhile is
 * dropped, so that at most one unloading, one failure and one import of each plugin remain.
 */
final class PluginNotices extends RegisteredListener {

    private static final int FAR_BEHIND = 1024;

    private final PluginListener listener;

    /** Whether the listener was ever far behind; guarded by the lock. */
    private boolean behind;

    PluginNotices(Shared shared, PluginListener listener, @Nullable ClassLoader registering) {
        super(shared, registering, listener.getClass());
        this.listener = listener;
    }

    @Override
    void published(Imported plugin) {
        ImportedModule module = plugin.handle();
        add(NoticeKind.IMPORTED, module.name(), "is imported", () -> listener.imported(module));
    }

    @Override
    void failed(String plugin, PluginInfo.Failure failure) {
        add(NoticeKind.FAILED, plugin, "cannot be imported", () -> listener.failed(plugin, failure));
    }

    @Override
    void unloaded(ImportedModule module) {
        add(NoticeKind.UNLOADED, module.name(), "is unloaded", () -> listener.unloaded(module));
    }

    private void add(NoticeKind kind, String plugin, String what, Runnable call) {
        if (queue.size() >= FAR_BEHIND) {
            if (!behind) {
                behind = true;
                toLog = "is " + FAR_BEHIND
                        + " events behind, and is not notified any more of what has been undone meanwhile";
            }
            if (undoes(kind, plugin)) {
                return;
            }
        }
        add(new Notice(kind, plugin, "plugin " + plugin + " " + what, null, call));
    }

    /** Drops the last notice of the plugin if the next one undoes or repeats it. True if it is undone. */
    private boolean undoes(NoticeKind kind, String plugin) {
        for (Iterator<Notice> lastFirst = queue.descendingIterator(); lastFirst.hasNext(); ) {
            Notice before = lastFirst.next();
            if (before.plugin().equals(plugin)) {
                boolean undone = kind == NoticeKind.UNLOADED && before.kind() == NoticeKind.IMPORTED;
                if (undone || (kind == NoticeKind.FAILED && before.kind() == NoticeKind.FAILED)) {
                    lastFirst.remove();
                    changed.signalAll();
                }
                return undone;
            }
        }
        return false;
    }
}
