package dev.pluginhost.impl.discovery;

import dev.pluginhost.Problem;
import java.util.List;
import java.util.Map;

/**
 * What one source holds. Immutable.
 *
 * @param candidates the plugins in it, in the order of their files
 * @param problems what is wrong with it, or with what is in it
 * @param unusable what cannot be used, by the names that it may be asked for by
 */
public record SourceContent(List<Candidate> candidates, List<Problem> problems, Map<String, Problem> unusable) {

    /** Copies the collections. */
    public SourceContent {
        candidates = List.copyOf(candidates);
        problems = List.copyOf(problems);
        unusable = Map.copyOf(unusable);
    }
}
