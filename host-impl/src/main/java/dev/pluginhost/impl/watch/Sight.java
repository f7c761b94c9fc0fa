package dev.pluginhost.impl.watch;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a look gives. Immutable but for the maps, which nobody changes any more.
 *
 * @param snapshot what there is; of what could not be seen, what was there before
 * @param directories those in which something may happen that is a reason to look again
 * @param plain whether events in those directories tell of all that may happen: nothing is missing, behind a link, or unseen
 * @param unseen what there is but could not be seen, with the reason
 */
record Sight(Snapshot snapshot, Map<Path, Directory> directories, boolean plain, Map<Path, String> unseen) {

    /**
     * A directory to hear from.
     *
     * @param interest which of its events matter
     * @param key what the file system knows it by, where it has such a key: another one may have taken its place
     */
    record Directory(Interest interest, @Nullable Object key) {}
}
