package dev.pluginhost.impl.graph;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Kind;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.Discovered;
import dev.pluginhost.impl.discovery.PluginKind;
import dev.pluginhost.impl.graph.Requirements.Requirement;
import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds the graph of what is installed: first what each plugin requires by itself, then cycles, then, prerequisites first,
 * what keeps whom from being imported. Used once, by one thread.
 */
final class GraphBuilder {

    private final Discovered discovered;
    private final ApplicationModules application;
    private final Wishes wishes;
    private final VersionPolicy versions;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, List<Prerequisite>> prerequisites = new HashMap<>();
    private final Map<String, Obstacle> obstacles = new HashMap<>();

    /** Those that have an obstacle of their own, whoever else they require. */
    private final Set<String> broken = new HashSet<>();

    private final Map<String, PluginNode> nodes = new LinkedHashMap<>();

    GraphBuilder(Discovered discovered, ApplicationModules application, Wishes wishes, VersionPolicy versions) {
        this.discovered = discovered;
        this.application = application;
        this.wishes = wishes;
        this.versions = versions;
    }

    PluginGraph build() {
        for (Candidate candidate : discovered.candidates().values()) {
            examine(candidate);
        }
        broken.addAll(obstacles.keySet());
        for (List<String> component : Cycles.components(discovered.candidates().keySet(), this::successors)) {
            if (component.size() > 1) {
                component.forEach(this::reportCycle);
            }
            Set<String> members = Set.copyOf(component);
            for (String name : component) {
                settle(name, members);
            }
        }
        reportUnknownWishes();
        return new PluginGraph(discovered, application, nodes, problems);
    }

    // What a plugin requires by itself

    private void examine(Candidate candidate) {
        String name = candidate.name();
        Optional<String> refusal = wishes.refusal(name);
        if (refusal.isPresent()) {
            String message = "Plugin " + name + " " + refusal.get();
            obstacles.put(name, obstacle(Obstacle.Kind.REFUSED, candidate, message));
            return; // whatever else may be wrong with it does not matter
        }
        Map<String, Boolean> optional = new TreeMap<>();
        for (Requirement requirement : Requirements.ofOthers(candidate)) {
            examine(candidate, requirement, optional);
        }
        examineServices(candidate);
        List<Prerequisite> found = new ArrayList<>();
        optional.forEach((required, isOptional) -> found.add(new Prerequisite(required, isOptional)));
        if (found.size() > 1) {
            found.sort((a, b) -> Boolean.compare(a.optional(), b.optional()));
        }
        prerequisites.put(name, found);
    }

    private void examine(Candidate candidate, Requirement requirement, Map<String, Boolean> optional) {
        String required = requirement.name();
        ModuleDescriptor ofApplication = application.find(required);
        Candidate plugin = discovered.candidates().get(required);
        if (ofApplication != null) {
            compareVersions(candidate, requirement, ofApplication);
        } else if (plugin != null) {
            if (requirement.optional() && wishes.refusal(required).isPresent()) {
                return; // an optional plugin that nobody wants is as good as absent
            }
            if (compareVersions(candidate, requirement, plugin.descriptor())) {
                optional.merge(required, requirement.optional(), Boolean::logicalAnd);
            }
        } else if (!requirement.optional()) {
            reportMissing(candidate, requirement);
        }
    }

    /** The module system says only that nobody exports the package of a service type; we know who forgot to. */
    private void examineServices(Candidate candidate) {
        ModuleDescriptor module = candidate.descriptor();
        if (module.isAutomatic()) {
            return;
        }
        for (Provides provides : module.provides()) {
            int dot = provides.service().lastIndexOf('.');
            String packageName = dot < 0 ? "" : provides.service().substring(0, dot);
            for (Requires requires : module.requires()) {
                ModuleDescriptor required = declaration(requires.name());
                if (required != null && hides(required, packageName, module)) {
                    fail(
                            candidate,
                            Kind.INVALID,
                            Obstacle.Kind.UNRESOLVABLE,
                            "Plugin " + module.name() + " (" + candidate.location() + ") provides " + provides.service()
                                    + ", but module " + required.name()
                                    + ", which has that package, does not export it; add"
                                    + " \"exports " + packageName + "\" to the declaration of " + required.name());
                }
            }
        }
    }

    private @Nullable ModuleDescriptor declaration(String name) {
        ModuleDescriptor ofApplication = application.find(name);
        Candidate plugin = discovered.candidates().get(name);
        return ofApplication != null || plugin == null ? ofApplication : plugin.descriptor();
    }

    private static boolean hides(ModuleDescriptor module, String packageName, ModuleDescriptor from) {
        if (module.isAutomatic() || !module.packages().contains(packageName)) {
            return false;
        }
        for (Exports exports : module.exports()) {
            if (exports.source().equals(packageName)
                    && (!exports.isQualified() || exports.targets().contains(from.name()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the installed module is to be used; one that can be done without is not, if its version will not do. */
    private boolean compareVersions(Candidate candidate, Requirement requirement, ModuleDescriptor installed) {
        // Only what the plugin's author compiled is compared: private libraries of a bundle were put together by its
        // author.
        if (versions == VersionPolicy.OFF
                || !requirement.by().name().equals(candidate.name())
                || Versions.compatible(requirement.requires().compiledVersion(), installed.version())
                || ApplicationModules.isOfRuntimeImage(installed.name())) {
            return true;
        }
        String compiled = requirement.requires().rawCompiledVersion().orElse("?");
        String message = "Plugin " + candidate.name() + " (" + candidate.location() + ") was compiled against "
                + installed.name() + " " + compiled + ", but version "
                + installed.rawVersion().orElse("?") + " is "
                + (application.has(installed.name()) ? "the application's" : "installed")
                + "; install a version of " + installed.name() + " that is " + compiled
                + " or a later one of the same major number, or a build of " + candidate.name()
                + " for this one, or let it pass with versionPolicy(WARN)";
        boolean goWithout = versions == VersionPolicy.REFUSE && requirement.optional();
        if (versions == VersionPolicy.WARN || goWithout) {
            problems.add(problem(Severity.WARNING, Kind.VERSION, candidate, message));
        } else {
            fail(candidate, Kind.VERSION, Obstacle.Kind.UNRESOLVABLE, message);
        }
        return !goWithout;
    }

    private void reportMissing(Candidate candidate, Requirement requirement) {
        String required = requirement.name();
        String wanted = "required by " + requirement.by().name()
                + (requirement.by().name().equals(candidate.name())
                        ? ""
                        : " in the bundle of plugin " + candidate.name())
                + " (" + candidate.location() + ")";
        List<Path> claims = discovered.ambiguous().get(required);
        if (claims != null) {
            fail(
                    candidate,
                    Kind.MISSING,
                    Obstacle.Kind.AMBIGUOUS,
                    "Module " + required + ", " + wanted + ", is ambiguous: " + PluginGraph.claimed(claims));
        } else if (ApplicationModules.isOfRuntimeImage(required)) {
            fail(
                    candidate,
                    Kind.MISSING,
                    Obstacle.Kind.UNRESOLVABLE,
                    "Module " + required + ", " + wanted + ", is in the run-time image but not resolved in the"
                            + " application's layer; let the application require it, or start it with --add-modules "
                            + required);
        } else if (required.startsWith("java.") || required.startsWith("jdk.")) {
            fail(
                    candidate,
                    Kind.MISSING,
                    Obstacle.Kind.UNRESOLVABLE,
                    "Module " + required + " of the JDK, " + wanted + ", is not in this run-time image; make the image"
                            + " with --add-modules " + required);
        } else if (application.isOnModulePath(required)) {
            fail(
                    candidate,
                    Kind.MISSING,
                    Obstacle.Kind.UNRESOLVABLE,
                    "Module " + required + ", " + wanted + ", is on the application's module path but not resolved; let"
                            + " the application require it, or start it with --add-modules " + required);
        } else {
            List<String> near = Nearest.to(required, discovered.candidates().keySet());
            fail(
                    candidate,
                    Kind.MISSING,
                    Obstacle.Kind.UNRESOLVABLE,
                    "Module " + required + " not found, " + wanted
                            + "; install it as a plugin"
                            + (candidate.libraries().isEmpty() ? "" : ", put it into the bundle")
                            + ", or, if it is the application's, put it on the application's module path and start with"
                            + " --add-modules " + required
                            + (near.isEmpty()
                                    ? ""
                                    : " (installed plugins of like name: " + String.join(", ", near) + ")"));
        }
    }

    // Cycles

    /** An optional plugin that cannot be imported anyway closes no cycle. */
    private List<String> successors(String name) {
        List<String> successors = new ArrayList<>();
        for (Prerequisite prerequisite : prerequisites.getOrDefault(name, List.of())) {
            if (!prerequisite.optional() || !broken.contains(prerequisite.name())) {
                successors.add(prerequisite.name());
            }
        }
        return successors;
    }

    private void reportCycle(String member) {
        Candidate candidate = candidate(member);
        List<String> path = Cycles.through(member, this::successors);
        StringBuilder drawn = new StringBuilder(member);
        for (int i = 1; i < path.size(); i++) {
            drawn.append(" -> ").append(edge(path.get(i - 1), path.get(i)));
        }
        fail(
                candidate,
                Kind.CYCLE,
                Obstacle.Kind.UNRESOLVABLE,
                "Plugins require each other: " + drawn
                        + "; move what both need, or what needs both, into a plugin of its own");
    }

    private Prerequisite edge(String from, String to) {
        return prerequisites.getOrDefault(from, List.of()).stream()
                .filter(prerequisite -> prerequisite.name().equals(to))
                .findFirst()
                .orElseThrow();
    }

    // What keeps whom from being imported, prerequisites first

    private void settle(String name, Set<String> component) {
        Candidate candidate = candidate(name);
        List<Prerequisite> usable = new ArrayList<>();
        for (Prerequisite prerequisite : prerequisites.getOrDefault(name, List.of())) {
            Obstacle inTheWay = obstacles.get(prerequisite.name());
            if (inTheWay == null || component.contains(prerequisite.name())) {
                usable.add(prerequisite); // members of a cycle have been reported as such
            } else {
                settle(candidate, prerequisite, inTheWay, usable);
            }
        }
        Obstacle obstacle = obstacles.get(name);
        ImportTiming timing =
                wishes.timing(name, PluginKind.of(candidate.descriptor()).timing());
        nodes.put(name, new PluginNode(candidate, timing, usable, Optional.ofNullable(obstacle)));
    }

    private void settle(Candidate candidate, Prerequisite prerequisite, Obstacle inTheWay, List<Prerequisite> usable) {
        if (prerequisite.optional()) {
            problems.add(problem(
                    Severity.WARNING,
                    Kind.PREREQUISITE,
                    candidate,
                    "Plugin " + candidate.name() + " goes without " + prerequisite.name()
                            + ", which it can do without: " + inTheWay.message()));
            return;
        }
        usable.add(prerequisite);
        Obstacle seen = inTheWay.seenFrom(candidate.name());
        obstacles.putIfAbsent(candidate.name(), seen);
        boolean refused = inTheWay.kind() == Obstacle.Kind.REFUSED;
        problems.add(problem(
                Severity.ERROR,
                refused ? Kind.REFUSED : Kind.PREREQUISITE,
                candidate,
                PluginGraph.describePath(seen) + ": " + inTheWay.message()));
    }

    private void reportUnknownWishes() {
        Set<String> named = new HashSet<>(wishes.timings().keySet());
        named.addAll(wishes.blocked().keySet());
        named.removeAll(discovered.candidates().keySet());
        named.removeAll(discovered.ambiguous().keySet());
        for (String name : named.stream().sorted().toList()) {
            List<String> near = Nearest.to(name, discovered.candidates().keySet());
            problems.add(new Problem(
                    Severity.WARNING,
                    Kind.UNKNOWN_NAME,
                    name,
                    Optional.empty(),
                    "The application says when to import " + Printable.name(name)
                            + ", but no such plugin is installed; "
                            + (near.isEmpty()
                                    ? "install it, or take it out of the builder"
                                    : "did you mean " + String.join(" or ", near) + "?")));
        }
    }

    // Small things

    private Candidate candidate(String name) {
        return Objects.requireNonNull(discovered.candidates().get(name), name);
    }

    private void fail(Candidate candidate, Kind kind, Obstacle.Kind obstacle, String message) {
        problems.add(problem(Severity.ERROR, kind, candidate, message));
        obstacles.putIfAbsent(candidate.name(), obstacle(obstacle, candidate, message));
    }

    private static Obstacle obstacle(Obstacle.Kind kind, Candidate candidate, String message) {
        return new Obstacle(
                kind, candidate.name(), Optional.of(candidate.location()), message, List.of(candidate.name()));
    }

    private static Problem problem(Severity severity, Kind kind, Candidate candidate, String message) {
        return new Problem(severity, kind, candidate.name(), Optional.of(candidate.location()), message);
    }
}
