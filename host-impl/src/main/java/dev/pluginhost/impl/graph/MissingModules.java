package dev.pluginhost.impl.graph;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.Discovered;
import dev.pluginhost.impl.graph.Requirements.Requirement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Explains which modules a plugin misses, and what to do about it: in one message for each plugin, however many it misses. What
 * takes long to find out is found out when the first message needs it, once for all. Used by one thread, for one graph.
 */
final class MissingModules {

    /** So many are named besides the one that is explained. */
    private static final int FEW = 5;

    private final Discovered discovered;
    private final ApplicationModules application;
    private final Nearest nearest;

    /** Read when first needed. */
    private @Nullable Set<String> modulePath;

    MissingModules(Discovered discovered, ApplicationModules application, Nearest nearest) {
        this.discovered = discovered;
        this.application = application;
        this.nearest = nearest;
    }

    /** Why a module is missing. */
    Reason reason(Requirement missing) {
        return discovered.ambiguous().containsKey(missing.name()) ? Reason.AMBIGUOUS : Reason.MISSING;
    }

    /**
     * The message.
     *
     * @param missing one requirement at least; the first is explained, the others are named or counted
     */
    String explain(Candidate candidate, List<Requirement> missing) {
        Requirement first = missing.get(0);
        String required = first.name();
        String wanted = "required by " + first.by().name()
                + (first.by().name().equals(candidate.name()) ? "" : " in the bundle of plugin " + candidate.name())
                + " (" + candidate.location() + ")" + others(missing);
        List<Path> claims = discovered.ambiguous().get(required);
        if (claims != null) {
            return "Module " + required + ", " + wanted + ", is ambiguous: " + PluginGraph.claimed(claims);
        }
        if (ApplicationModules.isOfRuntimeImage(required)) {
            return "Module " + required + ", " + wanted + ", is in the run-time image but not resolved in the"
                    + " application's layer; let the application require it, or start it with --add-modules "
                    + required;
        }
        String bundle = bundle(candidate);
        Optional<Problem> unusable = discovered.whyUnusable(required);
        if (unusable.isPresent()) {
            return "Module " + required + ", " + wanted + ", is there and cannot be used: "
                    + unusable.get().message();
        }
        Optional<String> former = FormerModules.explain(first, bundle);
        if (former.isPresent()) {
            return "Module " + required + ", " + wanted + ", " + former.get();
        }
        if (FormerModules.isOfJdk(required)) {
            return "Module " + required + " of the JDK, " + wanted + ", is not in this run-time image; make the image"
                    + " with --add-modules " + required;
        }
        if (modulePath().contains(required)) {
            return "Module " + required + ", " + wanted + ", is on the application's module path but not resolved; let"
                    + " the application require it, or start it with --add-modules " + required;
        }
        List<String> near = nearest.to(required);
        return "Module " + required + " not found, " + wanted
                + "; put it " + bundle + ", or install it as a plugin"
                + ", or, if it is the application's, put it on the application's module path and start with"
                + " --add-modules " + required
                + (near.isEmpty() ? "" : " (installed plugins of like name: " + String.join(", ", near) + ")");
    }

    /** Where a library of a plugin belongs. */
    private static String bundle(Candidate candidate) {
        return candidate.libraries().isEmpty()
                        && candidate.location().equals(candidate.plugin().file())
                ? "into one directory with " + (candidate.plugin().exploded() ? "a jar of " : "")
                        + "the plugin (a bundle)"
                : "into the bundle";
    }

    private static String others(List<Requirement> missing) {
        Set<String> names = new TreeSet<>();
        for (Requirement requirement : missing) {
            names.add(requirement.name());
        }
        names.remove(missing.get(0).name());
        if (names.isEmpty()) {
            return "";
        }
        return ", which also misses " + few(names);
    }

    /** The first few of some names, and how many more there are; at least one. */
    static String few(Collection<String> names) {
        List<String> few = new ArrayList<>(names.stream().limit(FEW).toList());
        if (names.size() > FEW) {
            few.add((names.size() - FEW) + " more");
        }
        String last = few.remove(few.size() - 1);
        return few.isEmpty() ? last : String.join(", ", few) + " and " + last;
    }

    private Set<String> modulePath() {
        Set<String> known = modulePath;
        if (known == null) {
            known = application.readModulePath();
            modulePath = known;
        }
        return known;
    }
}
