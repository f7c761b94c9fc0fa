package dev.pluginhost.impl.graph;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.Discovered;
import dev.pluginhost.impl.discovery.ModuleName;
import dev.pluginhost.impl.discovery.PluginKind;
import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Explains why a required module is missing, or why a plugin is not installed, and what to do about it. What takes long to find
 * out is found out when it is first needed. Used by one thread.
 */
final class Explanations {

    /** Names in one message besides the one that is explained. */
    static final int FEW = 5;

    private static final int MOST_INSTALLED = 12;

    private final Discovered discovered;
    private final ApplicationModules application;
    private final Nearest nearest;
    private @Nullable Set<String> modulePath;

    Explanations(Discovered discovered, ApplicationModules application) {
        this.discovered = discovered;
        this.application = application;
        this.nearest = new Nearest(discovered.candidates().keySet());
    }

    // Missing modules

    /** Why a module is missing. */
    Reason reason(Requirement missing) {
        return discovered.ambiguous().containsKey(missing.name()) ? Reason.AMBIGUOUS : Reason.MISSING;
    }

    /**
     * One message for all modules that a plugin misses.
     *
     * @param missing at least one requirement; the first one is explained, the others are named or counted
     */
    String missing(Candidate candidate, List<Requirement> missing) {
        Requirement first = missing.get(0);
        String required = first.name();
        String wanted = "required by " + first.by().name()
                + (first.by().name().equals(candidate.name()) ? "" : " in the bundle of plugin " + candidate.name())
                + " (" + candidate.location() + ")" + others(missing);
        String module = "Module " + required + ", " + wanted + ", ";
        List<Path> claims = discovered.ambiguous().get(required);
        if (claims != null) {
            return module + "is ambiguous: " + claimed(claims);
        }
        if (ApplicationModules.isOfRuntimeImage(required)) {
            return module + "is in the run-time image but not resolved in the application's layer; let the application"
                    + " require it, or start it with --add-modules " + required;
        }
        Optional<Problem> unusable = discovered.whyUnusable(required);
        if (unusable.isPresent()) {
            return module + "is installed but cannot be used: " + unusable.get().message();
        }
        String bundle = bundle(candidate);
        String former = FormerModules.explain(first, bundle);
        if (former != null) {
            return module + former;
        }
        if (FormerModules.isOfJdk(required)) {
            return "Module " + required + " of the JDK, " + wanted + ", is not in this run-time image; make the image"
                    + " with --add-modules " + required;
        }
        if (modulePath().contains(required)) {
            return module + "is on the application's module path but not resolved; let the application require it, or"
                    + " start it with --add-modules " + required;
        }
        List<String> near = nearest.to(required);
        return "Module " + required + " not found, " + wanted
                + "; put it " + bundle + ", or install it as a plugin"
                + ", or, if it is the application's, put it on the application's module path and start with"
                + " --add-modules " + required
                + (near.isEmpty() ? "" : " (installed plugins of like name: " + String.join(", ", near) + ")");
    }

    /** Where to put a library of a plugin. */
    private static String bundle(Candidate candidate) {
        if (!candidate.libraries().isEmpty()
                || !candidate.location().equals(candidate.plugin().file())) {
            return "into the bundle";
        }
        return "into one directory with " + (candidate.plugin().exploded() ? "a jar of " : "")
                + "the plugin (a bundle)";
    }

    private static String others(List<Requirement> missing) {
        Set<String> names = new TreeSet<>();
        for (Requirement requirement : missing) {
            names.add(requirement.name());
        }
        names.remove(missing.get(0).name());
        return names.isEmpty() ? "" : ", which also misses " + few(names, FEW);
    }

    private Set<String> modulePath() {
        Set<String> known = modulePath;
        if (known == null) {
            known = application.readModulePath();
            modulePath = known;
        }
        return known;
    }

    // Plugins that are not installed

    Obstacle notInstalled(String name, String wantedBy) {
        String plugin = Printable.name(name);
        List<Path> claims = discovered.ambiguous().get(name);
        if (claims != null) {
            return new Obstacle(
                    Reason.AMBIGUOUS,
                    name,
                    Optional.empty(),
                    "Plugin " + name + ", wanted by " + wantedBy + ", is ambiguous: " + claimed(claims));
        }
        Problem why = discovered.whyUnusable(name).orElse(null);
        if (why != null && why.severity() == Problem.Severity.ERROR) {
            return new Obstacle(
                    why.reason(),
                    name,
                    why.location(),
                    "Plugin " + plugin + ", wanted by " + wantedBy + ", is installed but cannot be used: "
                            + why.message());
        }
        String message = ModuleName.isOne(name)
                ? "Plugin " + plugin + " is not installed, wanted by " + wantedBy + cure(name, why)
                : "No plugin can be called " + Printable.quoted(name) + ", wanted by " + wantedBy
                        + "; a plugin goes by the name of its module, such as acme.weather";
        return new Obstacle(Reason.NOT_FOUND, name, Optional.empty(), message);
    }

    private String cure(String name, @Nullable Problem why) {
        ModuleDescriptor module = application.find(name);
        if (module != null) {
            return "; " + name + " is a module of the application itself, which "
                    + (PluginKind.of(module) == PluginKind.PLAIN
                            ? "needs no import"
                            : "the host does not start; take it off the application's module path if it is to be a"
                                    + " plugin");
        }
        if (why != null) {
            return "; " + why.message();
        }
        Set<String> installed = discovered.candidates().keySet();
        List<String> near = nearest.to(name);
        String known = !near.isEmpty()
                ? "; did you mean " + String.join(" or ", near) + "?"
                : installed.isEmpty()
                        ? ", nor is any other; name directories of plugins with plugins(...) when the host is built"
                        : "; installed: " + few(installed, MOST_INSTALLED);
        List<String> broken = new ArrayList<>();
        for (Problem problem : discovered.problems()) {
            if (problem.severity() == Problem.Severity.ERROR) {
                broken.add(problem.subject());
            }
        }
        if (broken.isEmpty()) {
            return known;
        }
        return known + (near.isEmpty() ? "; it" : " It") + " may be one of those that cannot be used: "
                + few(broken, MOST_INSTALLED) + " (check() says why)";
    }

    /** What to do about a plugin that the application names in its builder, and that is not installed. */
    String cureOfWish(String name) {
        List<String> near = nearest.to(name);
        return near.isEmpty()
                ? "install it, or take it out of the builder"
                : "did you mean " + String.join(" or ", near) + "?";
    }

    /** Which artifacts claim to be a plugin. */
    private static String claimed(List<Path> claims) {
        Set<String> sorted = new TreeSet<>();
        for (Path claim : claims) {
            sorted.add(claim.toString());
        }
        return String.join(" and ", sorted) + (claims.size() == 2 ? " both" : " all")
                + " claim this name, and their versions do not show which is newer; remove all but one";
    }

    /** The first few of some names, and how many more there are; at least one. */
    static String few(Collection<String> names, int most) {
        List<String> few = new ArrayList<>(names);
        String last = few.size() > most ? few.size() - most + " more" : few.remove(few.size() - 1);
        List<String> first = few.subList(0, Math.min(few.size(), most));
        return first.isEmpty() ? last : String.join(", ", first) + " and " + last;
    }
}
