package dev.pluginhost.impl.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import dev.pluginhost.impl.discovery.Entries;
import java.nio.file.Path;
import java.nio.file.WatchEvent.Kind;

/**
 * Which events in a directory are a reason to look, so that a log file in it, or what else goes on in its parent, is none.
 * Implementations are immutable. It need not be exact: what is missed is seen at the next tick.
 */
@FunctionalInterface
interface Interest {

    /** Whatever is not hidden, as in an exploded module. */
    Interest ANY = (kind, entry) -> !isHidden(entry);

    /** Jars, and what comes and goes, which may be directories. */
    Interest ARTIFACTS = (kind, entry) -> !isHidden(entry) && (isJar(entry) || !kind.equals(ENTRY_MODIFY));

    /** What makes a directory a bundle or an exploded module. */
    Interest CONTENT = (kind, entry) -> !isHidden(entry) && (isJar(entry) || Entries.MODULE_INFO.equals(name(entry)));

    /** Whether it is a reason to look. */
    boolean in(Kind<?> kind, Path entry);

    /** One entry. */
    static Interest only(String name) {
        return (kind, entry) -> name(entry).equals(name);
    }

    /** What is of interest to either. */
    default Interest or(Interest other) {
        return (kind, entry) -> in(kind, entry) || other.in(kind, entry);
    }

    private static boolean isJar(Path entry) {
        return Entries.isNamedLikeJar(entry);
    }

    private static boolean isHidden(Path entry) {
        return name(entry).startsWith(".");
    }

    private static String name(Path entry) {
        return Entries.name(entry);
    }
}
