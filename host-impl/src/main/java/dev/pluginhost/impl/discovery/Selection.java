package dev.pluginhost.impl.discovery;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses between candidates of the same name: the earliest source that has any decides, and within it the highest version.
 * Pure; one selection is for use by one thread.
 */
final class Selection {

    private final Map<String, Candidate> chosen = new LinkedHashMap<>();
    private final Map<String, List<Path>> ambiguous = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private Selection() {}

    /**
     * Chooses.
     *
     * @param sources what each source has, the sources in the order in which they count
     * @return one candidate for each name, or that there is nothing to choose between several; the problems are those of
     *     the choice, ordered by name
     */
    static Discovered among(List<List<Candidate>> sources) {
        Map<String, List<List<Candidate>>> byName = new LinkedHashMap<>();
        for (List<Candidate> source : sources) {
            Map<String, List<Candidate>> ofSource = new LinkedHashMap<>();
            for (Candidate candidate : source) {
                ofSource.computeIfAbsent(candidate.name(), absent -> new ArrayList<>(1))
                        .add(candidate);
            }
            for (Map.Entry<String, List<Candidate>> named : ofSource.entrySet()) {
                byName.computeIfAbsent(named.getKey(), absent -> new ArrayList<>(1))
                        .add(named.getValue());
            }
        }
        Selection selection = new Selection();
        for (Map.Entry<String, List<List<Candidate>>> named :
                ByName.sorted(byName).entrySet()) {
            List<List<Candidate>> claims = named.getValue();
            if (claims.size() == 1 && claims.get(0).size() == 1) {
                selection.chosen.put(named.getKey(), claims.get(0).get(0));
            } else {
                selection.choose(named.getKey(), claims);
            }
        }
        return new Discovered(selection.chosen, selection.ambiguous, selection.problems);
    }

    private void choose(String name, List<List<Candidate>> sources) {
        Comparator<Candidate> byVersion = // no version is lower than any
                Comparator.comparing(Selection::version, Comparator.nullsFirst(Comparator.naturalOrder()));
        List<Candidate> deciding = sources.get(0);
        Candidate winner = deciding.stream().max(byVersion).orElseThrow();
        List<Candidate> best = deciding.stream()
                .filter(candidate -> byVersion.compare(candidate, winner) == 0)
                .toList();
        if (best.size() > 1) {
            ambiguous.put(name, best.stream().map(Candidate::location).toList());
            problems.add(ambiguous(name, best));
            return;
        }
        chosen.put(name, winner);
        deciding.stream()
                .filter(candidate -> byVersion.compare(candidate, winner) < 0)
                .forEach(loser -> problems.add(shadowed(loser, winner, "whose version is higher")));
        sources.stream()
                .skip(1)
                .flatMap(List::stream)
                .forEach(loser -> problems.add(shadowed(loser, winner, "whose source comes first")));
    }

    private static Problem ambiguous(String name, List<Candidate> candidates) {
        String versions = version(candidates.get(0)) == null
                ? "none with a version to choose by"
                : "all in version " + version(candidates.get(0));
        return new Problem(
                Severity.ERROR,
                Reason.AMBIGUOUS,
                name,
                Optional.of(candidates.get(0).location()),
                "Module " + name + " is there " + candidates.size() + " times, " + versions + ": "
                        + candidates.stream()
                                .map(candidate -> candidate.location().toString())
                                .collect(Collectors.joining(", "))
                        + "; remove all but one, or name the one that is meant in a source of its own before this one");
    }

    private static Problem shadowed(Candidate loser, Candidate winner, String reason) {
        return new Problem(
                Severity.NOTE,
                Reason.SHADOWED,
                loser.name(),
                Optional.of(loser.location()),
                "Module " + described(loser) + " is passed over for " + described(winner) + ", " + reason
                        + "; remove the one that is not wanted");
    }

    private static String described(Candidate candidate) {
        return candidate.name()
                + candidate
                        .descriptor()
                        .rawVersion()
                        .map(version -> " " + version)
                        .orElse(" without a version") + " in " + candidate.location();
    }

    private static @Nullable Version version(Candidate candidate) {
        return candidate.descriptor().version().orElse(null);
    }
}
