package dev.pluginhost;

import java.util.List;

/**
 * What reading the sources again has shown, by module name.
 *
 * @param added plugins that were not there before, sorted
 * @param removed plugins that are not there any more, sorted
 * @param changed plugins whose artifact is another one now, or has another size, time of last modification or content, sorted. The
 *     content is compared by checksums: of a jar all of it counts, of an exploded module the declaration and the packages
 * @param problems what was found wrong with installed plugins without importing them
 */
public record RefreshReport(List<String> added, List<String> removed, List<String> changed, List<Problem> problems) {

    /** Copies the lists and refuses {@code null}. */
    public RefreshReport {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
        problems = List.copyOf(problems);
    }
}
