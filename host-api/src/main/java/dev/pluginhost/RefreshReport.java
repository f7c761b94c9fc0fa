package dev.pluginhost;

import java.util.List;

/**
 * What has changed between two readings of the sources, by module name.
 *
 * @param added plugins that were not installed before, sorted
 * @param removed plugins that are not installed any more, sorted
 * @param changed plugins with another artifact, or whose artifact has another size, time of last modification or content,
 *     sorted. The content is compared by checksums: all of a jar, but only the declaration and the packages of an exploded
 *     module
 * @param problems the problems of installed plugins that are known without importing them
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
