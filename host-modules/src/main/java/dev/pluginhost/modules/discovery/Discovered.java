package dev.pluginhost.modules.discovery;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.scan.JarName;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What all sources hold, after the choice between candidates of the same name: the first source that has any decides,
 * and within it the highest version. Immutable.
 *
 * @param candidates sorted by name
 * @param ambiguous the artifacts of each module name for which there was nothing to choose by; it has none among the candidates
 * @param unusable what cannot be used, by the names under which it may be asked for
 */
public record Discovered(
        Map<String, Candidate> candidates,
        Map<String, List<Candidate>> ambiguous,
        List<Problem> problems,
        Map<String, Problem> unusable) {

    private static final String GIVEN = "whose parts the application gives";

    public Discovered {
        candidates = Collections.unmodifiableMap(candidates);
        ambiguous = Map.copyOf(ambiguous);
        problems = List.copyOf(problems);
        unusable = Map.copyOf(unusable);
    }

    /** Chooses among what sources hold; a source that counts more comes first. */
    public static Discovered select(List<SourceContent> sources) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Problem> unusable = new HashMap<>();
        Map<String, List<Candidate>> deciding = new TreeMap<>();
        Map<String, List<Candidate>> later = new HashMap<>();
        Set<String> given = new HashSet<>();
        for (SourceContent source : sources) {
            if (source.plugin != null) {
                given.add(source.plugin);
            }
            problems.addAll(source.problems);
            for (Map.Entry<String, Problem> entry : source.unusable.entrySet()) {
                unusable.putIfAbsent(entry.getKey(), entry.getValue());
            }
            Map<String, List<Candidate>> own = new HashMap<>();
            for (Candidate candidate : source.candidates) {
                Map<String, List<Candidate>> place = deciding.containsKey(candidate.name())
                                || (source.plugin == null && given.contains(candidate.name()))
                        ? later
                        : own;
                List<Candidate> claims = place.get(candidate.name());
                if (claims == null) {
                    claims = new ArrayList<>(1);
                    place.put(candidate.name(), claims);
                }
                claims.add(candidate);
            }
            deciding.putAll(own);
        }
        Map<String, Candidate> chosen = new TreeMap<>();
        Map<String, List<Candidate>> ambiguous = new HashMap<>();
        for (Map.Entry<String, List<Candidate>> entry : deciding.entrySet()) {
            String name = entry.getKey();
            List<Candidate> best = best(entry.getValue());
            if (best.size() > 1) {
                ambiguous.put(name, best);
                problems.add(ambiguous(name, best));
                continue;
            }
            Candidate winner = best.get(0);
            chosen.put(name, winner);
            List<Candidate> others = entry.getValue().size() > 1 ? entry.getValue() : List.of();
            for (Candidate claim : others) {
                if (!claim.equals(winner)) {
                    problems.add(shadowed(claim, winner, "whose version is higher"));
                }
            }
            for (Candidate claim : later.getOrDefault(name, List.of())) {
                problems.add(shadowed(claim, winner, given.contains(name) ? GIVEN : "whose source comes first"));
            }
        }
        for (String name : given) {
            for (Candidate claim :
                    chosen.containsKey(name) ? List.<Candidate>of() : later.getOrDefault(name, List.of())) {
                problems.add(shadowed(claim, "the parts that the application gives, which cannot be used now"));
            }
        }
        return new Discovered(chosen, ambiguous, problems, unusable);
    }

    /** Those with the highest version; no version is lower than any. */
    private static List<Candidate> best(List<Candidate> claims) {
        if (claims.size() == 1) {
            return claims;
        }
        Comparator<Candidate> order =
                Comparator.comparing(Discovered::version, Comparator.nullsFirst(Comparator.naturalOrder()));
        Candidate best = Collections.max(claims, order);
        return claims.stream().filter(claim -> order.compare(claim, best) == 0).toList();
    }

    private static Problem ambiguous(String name, List<Candidate> candidates) {
        Version version = version(candidates.get(0));
        List<Path> locations = candidates.stream().map(Candidate::location).toList();
        return new Problem(
                Severity.ERROR,
                Reason.AMBIGUOUS,
                name,
                Optional.of(locations.get(0)),
                "Module " + name + " is there " + locations.size() + " times, "
                        + (version == null ? "none with a version to choose by" : "all in version " + version) + ": "
                        + locations.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + "; remove all but one, or name the one that you want in a source of its own before this one");
    }

    private static Problem shadowed(Candidate loser, Candidate winner, String reason) {
        return shadowed(loser, described(winner) + ", " + reason);
    }

    private static Problem shadowed(Candidate loser, String reason) {
        return new Problem(
                Severity.NOTE,
                Reason.SHADOWED,
                loser.name(),
                Optional.of(loser.location()),
                "Module " + described(loser) + " is passed over for " + reason
                        + "; remove the one that you do not want");
    }

    private static String described(Candidate candidate) {
        String version = candidate.descriptor().rawVersion().orElse("without a version");
        return candidate.name() + " " + version + " in " + candidate.location();
    }

    private static @Nullable Version version(Candidate candidate) {
        return candidate.descriptor().version().orElse(null);
    }

    /** The same, but with one candidate in the place of the one of its name. */
    public Discovered with(Candidate candidate) {
        Map<String, Candidate> all = new TreeMap<>(candidates);
        all.put(candidate.name(), candidate);
        return new Discovered(all, ambiguous, problems, unusable);
    }

    /** Why an artifact cannot be used as a plugin of that name; a guess if only the name of a file is known. */
    public Optional<Problem> whyUnusable(String name) {
        Problem exact = unusable.get(name);
        return Optional.ofNullable(exact != null ? exact : unusable.get(JarName.moduleName(name)));
    }
}
