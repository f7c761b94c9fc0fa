package dev.pluginhost.impl.events;

import dev.pluginhost.impl.registry.Imported;
import org.jspecify.annotations.Nullable;

/**
 * Something that a listener is to be told. Immutable.
 *
 * @param kind what it is
 * @param plugin the name of the plugin that it is about
 * @param words in words, for messages
 * @param kept the plugin that is kept alive by this, if it has an instance of a service
 * @param call calls the listener, which may throw anything
 */
record Notice(
        Kind kind, String plugin, String words, @Nullable Imported kept, Runnable call) {

    enum Kind {
        IMPORTED,
        FAILED,
        UNLOADED,
        ADDED,
        REMOVED
    }

    /** One that keeps no plugin alive. */
    static Notice of(Kind kind, String plugin, String words, Runnable call) {
        return new Notice(kind, plugin, words, null, call);
    }

    boolean keeps(Imported imported) {
        return kept == imported;
    }

    /** What is left for messages. */
    Notice spent() {
        return of(kind, plugin, words, () -> {});
    }
}
