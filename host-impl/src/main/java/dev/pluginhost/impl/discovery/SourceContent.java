package dev.pluginhost.impl.discovery;

import dev.pluginhost.Problem;
import java.util.List;

/**
 * What one source holds. Immutable.
 *
 * @param candidates the plugins in it, in the order of their files
 * @param problems what is wrong with it, or with what is in it
 */
public record SourceContent(List<Candidate> candidates, List<Problem> problems) {

    /** Copies the lists. */
    public SourceContent {
        candidates = List.copyOf(candidates);
        problems = List.copyOf(problems);
    }
}
