package dev.pluginhost.modules.graph;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.declaration.PluginKind;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.discovery.Discovered;
import dev.pluginhost.modules.graph.PluginNode.Prerequisite;
import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Builds the graph: first what each plugin requires by itself, then cycles, then, prerequisites first, what keeps each plugin
 * from being imported. Used once, by one thread.
 */
final class GraphBuilder {

    private final Discovered discovered;
    private final ApplicationModules application;
    private final Wishes wishes;
    private final VersionPolicy versions;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, List<Prerequisite>> prerequisites = new HashMap<>();
    private final Map<String, Obstacle> obstacles = new HashMap<>();

    /** By plugin, the names that it must not get from the class path instead. */
    private final Map<String, Set<String>> without = new HashMap<>();

    /** The modules of the class path that pass on what is not there, and that was reported. */
    private final Set<String> incomplete = new HashSet<>();

    private final Map<String, PluginNode> nodes = new TreeMap<>();

    private final Set<String> entered = new HashSet<>();
    private final Set<String> onCycle = new HashSet<>();

    /** Made when it is first needed. */
    private @Nullable Explanations explanations;

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
        for (String name : discovered.candidates().keySet()) {
            if (!entered.contains(name)) {
                visit(name);
            }
        }
        reportUnknownWishes();
        return new PluginGraph(discovered, application, nodes, problems);
    }

    private Explanations explanations() {
        Explanations known = explanations;
        if (known == null) {
            known = new Explanations(discovered, discovered.candidates().keySet(), application);
            explanations = known;
        }
        return known;
    }

    // What a plugin requires by itself

    private void examine(Candidate candidate) {
        String name = candidate.name();
        Optional<Obstacle> refusal = wishes.obstacle(name, candidate.location());
        if (refusal.isPresent()) { // then other problems of it do not matter
            obstacles.put(name, refusal.get());
            return;
        }
        Map<String, Prerequisite> found = new TreeMap<>();
        List<Requirement> missing = new ArrayList<>();
        for (Requires requires : candidate.descriptor().requires()) {
            Requirement requirement = new Requirement(requires);
            if (!candidate.has(requires.name()) && !examine(candidate, requirement, found)) {
                missing.add(requirement);
            }
        }
        if (application.offers().isOnClassPath()) {
            findCopies(candidate);
            findTargets(candidate, found.keySet());
        }
        findMissingOfLibraries(candidate);
        if (!missing.isEmpty()) { // a declaration has no order
            missing.sort(Comparator.comparing(Requirement::name));
            boolean ambiguous =
                    discovered.ambiguous().containsKey(missing.get(0).name());
            String message = explanations().missing(candidate, missing);
            fail(candidate, ambiguous ? Reason.AMBIGUOUS : Reason.MISSING, message);
        }
        List<Prerequisite> hardFirst = new ArrayList<>();
        List<Prerequisite> optional = new ArrayList<>();
        for (Prerequisite prerequisite : found.values()) {
            (prerequisite.optional() ? optional : hardFirst).add(prerequisite);
        }
        hardFirst.addAll(optional);
        prerequisites.put(name, hardFirst);
    }

    /** A library may do without what it requires, so its plugin can be imported; but what the JDK has, it seldom does without. */
    private void findMissingOfLibraries(Candidate candidate) {
        Set<String> asked = new HashSet<>();
        for (Requires requires : candidate.descriptor().requires()) {
            asked.add(requires.name());
        }
        for (ModuleArtifact library : candidate.libraries()) {
            for (Requires requires : new TreeSet<>(library.descriptor().requires())) {
                String required = requires.name();
                if (!new Requirement(requires).optional()
                        && application.find(required) == null
                        && !candidate.has(required)
                        && asked.add(required)) {
                    String message = explanations().missing(candidate, library.name(), required);
                    if (message != null && application.offers().onClassPath(required, library.descriptor()) == null) {
                        report(Severity.WARNING, Reason.MISSING, candidate, message);
                    }
                }
            }
        }
    }

    /** Whether a required module exists, or is optional; adds it to what was found if it is a plugin to be used. */
    private boolean examine(Candidate candidate, Requirement requirement, Map<String, Prerequisite> found) {
        String required = requirement.name();
        ModuleDescriptor ofApplication = application.find(required);
        Candidate plugin = discovered.candidates().get(required);
        if (ofApplication != null) {
            acceptsVersion(candidate, requirement, ofApplication);
            return true;
        }
        if (plugin == null) {
            boolean isBroken = isBroken(required);
            ofApplication = isBroken ? null : application.offers().onClassPath(required, candidate.descriptor());
            if (ofApplication != null) {
                findLost(candidate, required);
            }
            if (isBroken || (ofApplication != null && !acceptsVersion(candidate, requirement, ofApplication))) {
                goWithout(candidate, required);
            }
            return ofApplication != null || requirement.optional();
        }
        boolean unwanted = requirement.optional() && wishes.refusal(required).isPresent();
        if (!unwanted && acceptsVersion(candidate, requirement, plugin.descriptor())) {
            Prerequisite other = found.get(required);
            boolean optional = requirement.optional() && (other == null || other.optional());
            found.put(required, new Prerequisite(required, optional));
        } else {
            goWithout(candidate, required);
        }
        return true;
    }

    private void goWithout(Candidate candidate, String name) {
        if (application.offers().isOnClassPath()) {
            without.computeIfAbsent(candidate.name(), plugin -> new TreeSet<>()).add(name);
        }
    }

    /** A shaded jar may keep one declaration, and lose those of the modules that it passes on. */
    private void findLost(Candidate candidate, String required) {
        Set<String> lost = incomplete.add(required) ? application.offers().lost(required) : Set.of();
        if (!lost.isEmpty()) {
            String message = "Module " + required + " of the class path, required by " + candidate.name() + " ("
                    + candidate.location() + "), passes on " + Explanations.few(lost, Explanations.FEW)
                    + (lost.size() == 1 ? ", which is not there; add its jar" : ", which are not there; add their jars")
                    + " to the class path, or declare "
                    + (lost.size() == 1 ? "it" : "them")
                    + Explanations.DECLARE;
            report(Severity.WARNING, Reason.MISSING, candidate, message);
        }
    }

    /** A type of a service that came with the plugin is not the application's, which does not find the service. */
    private void findCopies(Candidate candidate) {
        Set<Provides> all = candidate.descriptor().provides();
        Map<String, ModuleArtifact> copies = new TreeMap<>();
        for (Provides provides : all) {
            String service = provides.service();
            String packageName = service.substring(0, Math.max(0, service.lastIndexOf('.')));
            for (ModuleArtifact module : candidate.artifacts()) {
                if (module.descriptor().packages().contains(packageName)
                        && application.offers().classPathHas(service)) {
                    copies.putIfAbsent(service, module);
                }
            }
        }
        // A plugin that the application uses otherwise may implement a private library on purpose.
        Severity severity = copies.size() == all.size() ? Severity.WARNING : Severity.NOTE;
        copies.forEach((service, module) -> {
            String message = "Plugin " + candidate.name() + " (" + candidate.location() + ") provides " + service
                    + " of its own, in " + module.file() + ", and not that of the class path, so the"
                    + " application does not find the service; "
                    + (severity == Severity.NOTE ? "if that is not meant, " : "") + "take the copy out of the plugin";
            report(severity, Reason.PROVIDES_NOTHING, candidate, message);
        });
    }

    /** What is exported or opened to an installed plugin is not opened to a jar of its name. */
    private void findTargets(Candidate candidate, Set<String> prerequisites) {
        Set<String> targets = new HashSet<>();
        candidate.descriptor().exports().forEach(exports -> targets.addAll(exports.targets()));
        candidate.descriptor().opens().forEach(opens -> targets.addAll(opens.targets()));
        for (String target : targets) {
            if (!prerequisites.contains(target) && (discovered.candidates().containsKey(target) || isBroken(target))) {
                goWithout(candidate, target);
            }
        }
    }

    private boolean isBroken(String name) {
        return discovered.ambiguous().containsKey(name)
                || discovered.whyUnusable(name).isPresent();
    }

    /** Whether to use an installed module; an optional one of an incompatible version is not used. */
    private boolean acceptsVersion(Candidate candidate, Requirement requirement, ModuleDescriptor installed) {
        if (versions == VersionPolicy.ALLOW
                || requirement.accepts(installed.version())
                || ApplicationModules.isOfRuntimeImage(installed.name())) {
            return true;
        }
        String compiled = requirement.requires().rawCompiledVersion().orElse("?");
        String message = "Plugin " + candidate.name() + " (" + candidate.location() + ") was compiled against "
                + installed.name() + " " + compiled + ", but version "
                + installed.rawVersion().orElse("?") + " is "
                + (discovered.candidates().containsKey(installed.name()) ? "installed" : "the application's")
                + "; install a version of " + installed.name() + " that is " + compiled
                + " or a later one of the same major number, or a build of " + candidate.name()
                + " for this one, or let it pass with versionPolicy(WARN)";
        boolean without = versions == VersionPolicy.REFUSE && requirement.optional();
        if (versions == VersionPolicy.WARN || without) {
            report(Severity.WARNING, Reason.VERSION, candidate, message);
        } else {
            fail(candidate, Reason.VERSION, message);
        }
        return !without;
    }

    // Depth first, so that each plugin is added after what it requires. Without recursion: a chain may be long.

    private void visit(String root) {
        List<String> path = new ArrayList<>(List.of(root));
        Deque<Iterator<Prerequisite>> rests = new ArrayDeque<>();
        rests.push(prerequisitesOf(root).iterator());
        entered.add(root);
        while (!path.isEmpty()) {
            String name = path.get(path.size() - 1);
            if (!rests.element().hasNext()) {
                rests.pop();
                path.remove(path.size() - 1);
                addNode(name);
                continue;
            }
            Prerequisite next = rests.element().next();
            if (next.optional() && obstacles.containsKey(next.name())) {
                continue; // it is not used, so it closes no cycle
            }
            if (entered.add(next.name())) {
                path.add(next.name());
                rests.push(prerequisitesOf(next.name()).iterator());
            } else if (!nodes.containsKey(next.name()) && !(onCycle.contains(name) && onCycle.contains(next.name()))) {
                reportCycles(path.subList(path.lastIndexOf(next.name()), path.size()));
            }
        }
    }

    private List<Prerequisite> prerequisitesOf(String name) {
        return prerequisites.getOrDefault(name, List.of());
    }

    /** Reports a cycle for each plugin on it. */
    private void reportCycles(List<String> members) {
        int size = members.size();
        int drawn = Math.min(size, PluginGraph.MOST_OF_PATH);
        for (int first = 0; first < size; first++) {
            String name = members.get(first);
            if (onCycle.add(name)) {
                StringBuilder cycle = new StringBuilder(name);
                for (int i = 1; i <= size; i++) {
                    if (i < drawn || i == size) {
                        cycle.append(" -> ")
                                .append(edge(members.get((first + i - 1) % size), members.get((first + i) % size)));
                    } else if (i == drawn) {
                        cycle.append(" -> ").append(size - drawn).append(" more");
                    }
                }
                fail(
                        candidate(name),
                        Reason.CYCLE,
                        "Plugins require each other: " + cycle
                                + "; move what both need, or what needs both, into a plugin of its own");
            }
        }
    }

    private Prerequisite edge(String from, String to) {
        Prerequisite hard = new Prerequisite(to, false);
        return prerequisitesOf(from).contains(hard) ? hard : new Prerequisite(to, true);
    }

    // What keeps a plugin from being imported, when that is known of its prerequisites

    private void addNode(String name) {
        Candidate candidate = candidate(name);
        List<Prerequisite> usable = new ArrayList<>();
        List<String> blocked = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (Prerequisite prerequisite : prerequisitesOf(name)) {
            String required = prerequisite.name();
            if (!obstacles.containsKey(required) || (onCycle.contains(name) && onCycle.contains(required))) {
                usable.add(prerequisite); // a cycle has been reported
            } else if (prerequisite.optional()) {
                leftOut.add(required);
                goWithout(candidate, required);
            } else {
                usable.add(prerequisite);
                blocked.add(required);
            }
        }
        if (!leftOut.isEmpty()) {
            String message = "Plugin " + name + " goes without " + Explanations.few(leftOut, Explanations.FEW)
                    + ", which it can do without: " + obstacleOf(leftOut.get(0)).message();
            report(Severity.WARNING, Reason.PREREQUISITE, candidate, message);
        }
        if (!blocked.isEmpty()) {
            reportBlocked(candidate, blocked);
        }
        ImportTiming timing =
                wishes.timing(name, PluginKind.of(candidate.descriptor()).timing());
        nodes.put(
                name,
                new PluginNode(
                        candidate,
                        timing,
                        usable,
                        without.getOrDefault(name, Set.of()),
                        Optional.ofNullable(obstacles.get(name))));
    }

    private void reportBlocked(Candidate candidate, List<String> blocked) {
        Obstacle obstacle = obstacleOf(blocked.get(0));
        Obstacle seen = obstacle.seenFrom(candidate.name());
        obstacles.putIfAbsent(candidate.name(), seen);
        List<String> others = blocked.subList(1, blocked.size());
        String too = others.isEmpty()
                ? ""
                : ", nor can " + Explanations.few(others, Explanations.FEW) + ", which it requires too";
        report(
                Severity.ERROR,
                obstacle.reason() == Reason.REFUSED ? Reason.REFUSED : Reason.PREREQUISITE,
                candidate,
                PluginGraph.describePath(seen) + too + ": " + obstacle.message());
    }

    private Obstacle obstacleOf(String name) {
        return Objects.requireNonNull(obstacles.get(name), name);
    }

    private void reportUnknownWishes() {
        Set<String> named = new TreeSet<>(wishes.timings().keySet());
        named.addAll(wishes.blocked().keySet());
        named.addAll(wishes.order());
        for (String name : named) {
            Problem unusable = discovered.whyUnusable(name).orElse(null);
            if (discovered.candidates().containsKey(name)
                    || discovered.ambiguous().containsKey(name)
                    || !Candidate.isName(name) // which stands for all others
                    || (unusable != null && unusable.severity() == Severity.ERROR)) { // which is reported already
                continue;
            }
            boolean timed = wishes.isTimed(name);
            problems.add(new Problem(
                    timed || !explanations().alike(name).isEmpty() ? Severity.WARNING : Severity.NOTE,
                    Reason.NOT_FOUND,
                    name,
                    Optional.empty(),
                    "The application says "
                            + (timed ? "when to import " : "where in the order of services to have ")
                            + Printable.name(name) + ", but no such plugin is installed; "
                            + explanations().cureOfWish(name)));
        }
    }

    private Candidate candidate(String name) {
        return Objects.requireNonNull(discovered.candidates().get(name), name);
    }

    private void fail(Candidate candidate, Reason reason, String message) {
        report(Severity.ERROR, reason, candidate, message);
        obstacles.putIfAbsent(candidate.name(), obstacle(reason, candidate, message));
    }

    private static Obstacle obstacle(Reason reason, Candidate candidate, String message) {
        return new Obstacle(reason, candidate.name(), Optional.of(candidate.location()), message);
    }

    private void report(Severity severity, Reason reason, Candidate candidate, String message) {
        problems.add(new Problem(severity, reason, candidate.name(), Optional.of(candidate.location()), message));
    }
}
