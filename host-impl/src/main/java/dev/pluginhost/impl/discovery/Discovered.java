package dev.pluginhost.impl.discovery;

import dev.pluginhost.Problem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the sources hold. Immutable.
 *
 * @param candidates one candidate for each module name, sorted
 * @param ambiguous the artifacts of each module name that several claim with nothing to choose between them; such a name
 *     has no candidate
 * @param problems what was passed over, and why
 * @param unusable what cannot be used, by the names that it may be asked for by
 */
public record Discovered(
        Map<String, Candidate> candidates,
        Map<String, List<Path>> ambiguous,
        List<Problem> problems,
        Map<String, Problem> unusable) {

    /** Nothing at all. */
    public static final Discovered NOTHING = new Discovered(Map.of(), Map.of(), List.of());

    /** The same, but for one candidate, which takes the place of the one of its name. */
    public Discovered with(Candidate candidate) {
        Map<String, Candidate> all = new HashMap<>(candidates);
        all.put(candidate.name(), candidate);
        return new Discovered(all, ambiguous, problems);
    }

    /** Copies the collections, sorted by name. */
    public Discovered {
        candidates = ByName.sorted(candidates);
        ambiguous = ByName.sorted(ambiguous);
        problems = List.copyOf(problems);
        unusable = Map.copyOf(unusable);
    }

    /** Of nothing that cannot be used. */
    public Discovered(Map<String, Candidate> candidates, Map<String, List<Path>> ambiguous, List<Problem> problems) {
        this(candidates, ambiguous, problems, Map.of());
    }

    /** Why what is there cannot be used as a plugin of that name; a guess where only a file's name is known. */
    public Optional<Problem> whyUnusable(String name) {
        return Findings.find(unusable, name);
    }
}
