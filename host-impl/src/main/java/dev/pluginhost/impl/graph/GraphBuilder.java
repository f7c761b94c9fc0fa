package dev.pluginhost.impl.graph;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
    private final Nearest nearest;
    private final MissingModules missingModules;
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
        this.nearest = new Nearest(discovered.candidates().keySet());
        this.missingModules = new MissingModules(discovered, application, nearest);
    }

    PluginGraph build() {
        for (Candidate candidate : discovered.candidates().values()) {
            examine(candidate);
        }
        broken.addAll(obstacles.keySet());
        for (List<String> component : Cycles.components(discovered.candidates().keySet(), this::successors)) {
            if (component.size() > 1) {
                reportCycles(component);
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
            obstacles.put(name, obstacle(Reason.REFUSED, candidate, message));
            return; // whatever else may be wrong with it does not matter
        }
        Map<String, Boolean> optional = new TreeMap<>();
        List<Requirement> missing = new ArrayList<>();
        for (Requirement requirement : Requirements.ofOthers(candidate)) {
            if (!examine(candidate, requirement, optional)) {
                missing.add(requirement);
            }
        }
        if (!missing.isEmpty()) {
            reportMissing(candidate, missing);
        }
        examineServices(candidate);
        List<Prerequisite> found = new ArrayList<>();
        optional.forEach((required, isOptional) -> found.add(new Prerequisite(required, isOptional)));
        if (found.size() > 1) {
            found.sort((a, b) -> Boolean.compare(a.optional(), b.optional()));
        }
        prerequisites.put(name, found);
    }

    /** Whether a module that is required is there, or can be done without. */
    private boolean examine(Candidate candidate, Requirement requirement, Map<String, Boolean> optional) {
        String required = requirement.name();
        ModuleDescriptor ofApplication = application.find(required);
        Candidate plugin = discovered.candidates().get(required);
        if (ofApplication != null) {
            compareVersions(candidate, requirement, ofApplication);
        } else if (plugin != null) {
            if (requirement.optional() && wishes.refusal(required).isPresent()) {
                return true; // an optional plugin that nobody wants is as good as absent
            }
            if (compareVersions(candidate, requirement, plugin.descriptor())) {
                optional.merge(required, requirement.optional(), Boolean::logicalAnd);
            }
        } else {
            return requirement.optional();
        }
        return true;
    }

    /** The module system says only that nobody exports the package of a service type; we know which module should. */
    private void examineServices(Candidate candidate) {
        ModuleDescriptor module = candidate.descriptor();
        if (module.isAutomatic() || module.provides().isEmpty()) {
            return;
        }
        Map<String, String> services = new HashMap<>(); // by package, one of each
        for (Provides provides : module.provides()) {
            int dot = provides.service().lastIndexOf('.');
            services.putIfAbsent(dot < 0 ? "" : provides.service().substring(0, dot), provides.service());
        }
        for (Requires requires : module.requires()) {
            ModuleDescriptor required = declaration(requires.name());
            String hidden = required == null ? null : hidden(services.keySet(), required, module);
            if (required != null && hidden != null) {
                fail(
                        candidate,
                        Reason.UNRESOLVABLE,
                        "Plugin " + module.name() + " (" + candidate.location() + ") provides " + services.get(hidden)
                                + ", but module " + required.name()
                                + ", which has that package, does not export it; add"
                                + " \"exports " + hidden + "\" to the declaration of " + required.name());
                return; // one line for each plugin
            }
        }
    }

    /** One of the packages, if a module has it and does not export it to another one. Goes through the smaller of the two sets. */
    private static @Nullable String hidden(Set<String> packages, ModuleDescriptor module, ModuleDescriptor from) {
        Set<String> had = module.packages();
        Set<String> fewer = had.size() < packages.size() ? had : packages;
        Set<String> more = fewer == had ? packages : had;
        for (String name : fewer) {
            if (more.contains(name) && hides(module, name, from)) {
                return name;
            }
        }
        return null;
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
        if (versions == VersionPolicy.ALLOW
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
            problems.add(problem(Severity.WARNING, Reason.VERSION, candidate, message));
        } else {
            fail(candidate, Reason.VERSION, message);
        }
        return !goWithout;
    }

    private void reportMissing(Candidate candidate, List<Requirement> missing) {
        // Those of the plugin's own module first, by name: a declaration has no order.
        missing.sort(Comparator.comparing(
                        (Requirement requirement) -> !requirement.by().name().equals(candidate.name()))
                .thenComparing(Requirement::name));
        fail(candidate, missingModules.reason(missing.get(0)), missingModules.explain(candidate, missing));
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

    /** A shortest cycle is looked for once for all that are on it, and not anew for each of them. */
    private void reportCycles(List<String> component) {
        Set<String> told = new HashSet<>();
        for (String member : component) {
            if (!told.contains(member)) {
                List<String> cycle = new ArrayList<>(Cycles.through(member, this::successors));
                cycle.remove(cycle.size() - 1);
                for (int turn = 0; turn < cycle.size(); turn++) {
                    if (told.add(cycle.get(0))) {
                        reportCycle(cycle);
                    }
                    Collections.rotate(cycle, -1);
                }
            }
        }
    }

    private void reportCycle(List<String> cycle) {
        String first = cycle.get(0);
        StringBuilder drawn = new StringBuilder(first);
        for (int i = 1; i < Math.min(cycle.size(), PluginGraph.MOST_OF_PATH); i++) {
            drawn.append(" -> ").append(edge(cycle.get(i - 1), cycle.get(i)));
        }
        int left = cycle.size() - PluginGraph.MOST_OF_PATH;
        drawn.append(left > 0 ? " -> " + left + " more" : "")
                .append(" -> ")
                .append(edge(cycle.get(cycle.size() - 1), first));
        fail(
                candidate(first),
                Reason.CYCLE,
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
        List<Prerequisite> needed = new ArrayList<>();
        List<Prerequisite> optional = new ArrayList<>();
        for (Prerequisite prerequisite : prerequisites.getOrDefault(name, List.of())) {
            boolean blocked = obstacles.containsKey(prerequisite.name());
            if (!blocked || component.contains(prerequisite.name())) {
                usable.add(prerequisite); // members of a cycle have been reported as such
            } else if (prerequisite.optional()) {
                optional.add(prerequisite);
            } else {
                usable.add(prerequisite);
                needed.add(prerequisite);
            }
        }
        if (!optional.isEmpty()) {
            reportLeftOut(candidate, optional);
        }
        if (!needed.isEmpty()) {
            reportBlocked(candidate, needed);
        }
        Obstacle obstacle = obstacles.get(name);
        ImportTiming timing =
                wishes.timing(name, PluginKind.of(candidate.descriptor()).timing());
        nodes.put(name, new PluginNode(candidate, timing, usable, Optional.ofNullable(obstacle)));
    }

    private void reportLeftOut(Candidate candidate, List<Prerequisite> optional) {
        List<String> names = optional.stream().map(Prerequisite::name).toList();
        problems.add(problem(
                Severity.WARNING,
                Reason.PREREQUISITE,
                candidate,
                "Plugin " + candidate.name() + " goes without " + MissingModules.few(names)
                        + ", which it can do without: "
                        + obstacle(names.get(0)).message()));
    }

    private void reportBlocked(Candidate candidate, List<Prerequisite> needed) {
        Obstacle inTheWay = obstacle(needed.get(0).name());
        Obstacle seen = inTheWay.seenFrom(candidate.name());
        obstacles.putIfAbsent(candidate.name(), seen);
        List<String> others = needed.stream().skip(1).map(Prerequisite::name).toList();
        problems.add(problem(
                Severity.ERROR,
                inTheWay.reason() == Reason.REFUSED ? Reason.REFUSED : Reason.PREREQUISITE,
                candidate,
                PluginGraph.describePath(seen)
                        + (others.isEmpty()
                                ? ""
                                : ", nor can " + MissingModules.few(others) + ", which it requires too")
                        + ": " + inTheWay.message()));
    }

    private Obstacle obstacle(String name) {
        return Objects.requireNonNull(obstacles.get(name), name);
    }

    private void reportUnknownWishes() {
        Set<String> named = new HashSet<>(wishes.timings().keySet());
        named.addAll(wishes.blocked().keySet());
        named.removeAll(discovered.candidates().keySet());
        named.removeAll(discovered.ambiguous().keySet());
        named.removeIf(name -> discovered
                .whyUnusable(name)
                .filter(problem -> problem.severity() == Severity.ERROR) // which is reported already
                .isPresent());
        for (String name : named.stream().sorted().toList()) {
            List<String> near = nearest.to(name);
            problems.add(new Problem(
                    Severity.WARNING,
                    Reason.NOT_FOUND,
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

    private void fail(Candidate candidate, Reason reason, String message) {
        problems.add(problem(Severity.ERROR, reason, candidate, message));
        obstacles.putIfAbsent(candidate.name(), obstacle(reason, candidate, message));
    }

    private static Obstacle obstacle(Reason reason, Candidate candidate, String message) {
        return new Obstacle(reason, candidate.name(), Optional.of(candidate.location()), message);
    }

    private static Problem problem(Severity severity, Reason reason, Candidate candidate, String message) {
        return new Problem(severity, reason, candidate.name(), Optional.of(candidate.location()), message);
    }
}
