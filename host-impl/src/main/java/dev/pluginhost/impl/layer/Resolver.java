package dev.pluginhost.impl.layer;

import dev.pluginhost.Reason;
import dev.pluginhost.impl.application.Application;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.layer.Resolution.CandidateModule;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves a candidate against the application and the plugins that it requires. Opens nothing, so a whole graph of plugins can be
 * resolved only to see whether it would work. Pure.
 *
 * <p><b>Parents.</b> The application's configuration comes first, so its modules win. The JDK looks for a name in one parent after
 * the other, in each with all that is behind it. So the prerequisite that is meant by a name that the plugin requires goes before
 * all those that have another module of that name somewhere inside: plugin L before a plugin whose bundle has a private L.
 *
 * <p><b>Private libraries.</b> A module that came in the bundle of another plugin is private to that plugin, unless its plugin
 * module requires it transitively. A {@code requires} that only a private library could meet fails as if there were none.
 * A {@code requires static} and an automatic module read it nevertheless, since the JDK's resolver has no other way; the class
 * loader does not delegate to it.
 *
 * <p><b>Roots.</b> What the plugin needs of its bundle ({@link Candidate#needed}), and what those need that provide services which
 * are used.
 */
public final class Resolver implements ModuleFinder {

    /** A message of the resolver, and ours: $1 is the first group, @1 the same with where the module comes from, #1 only that. */
    private record Rule(Reason reason, Pattern pattern, String message) {

        static final List<Rule> ALL = List.of(
                new Rule(
                        Reason.UNRESOLVABLE,
                        "Module (\\S+) reads more than one module named (\\S+)",
                        "module $1 would read two modules named $2: #2; take one of them away, or let only one plugin pass"
                                + " its own on with \"requires transitive\""),
                new Rule(
                        Reason.UNRESOLVABLE,
                        "Module (\\S+) reads another module named (\\S+)",
                        "module $1 would read another module of its own name: #2; take one of them away"),
                new Rule(
                        Reason.SPLIT_PACKAGE,
                        "Module (\\S+) contains package (\\S+), module (\\S+) exports package \\S+ to \\S+",
                        "modules @1 and @3 both have the package $2, and the first one reads the second one; take one of"
                                + " them away"),
                new Rule(
                        Reason.SPLIT_PACKAGE,
                        "Modules (\\S+) and (\\S+) export package (\\S+) to module (\\S+)",
                        "modules @1 and @2 both export the package $3, and @4 reads both; take one of them away"),
                new Rule(
                        Reason.CYCLE,
                        "Cycle detected: (.+)",
                        "its modules require each other: $1; move what both need into a module of its own"),
                new Rule(
                        Reason.UNRESOLVABLE,
                        "Module (\\S+) (uses|provides) (\\S+) but does not read a module that exports (\\S+) to \\S+",
                        "module @1 $2 $3, but reads no module that exports the package to it ($4); let it require the"
                                + " module that has the package, and let that one export it"),
                new Rule(
                        Reason.UNRESOLVABLE,
                        "Module (\\S+) does not read a module that exports (\\S+)",
                        "module @1 uses or provides a service in the package $2, but reads no module that exports the"
                                + " package to it; let it require the module that has the package, and let that one"
                                + " export it"),
                new Rule(
                        Reason.MISSING,
                        "Module (\\S+) not found, required by (\\S+)",
                        "Module $1 not found, required by @2; put it into one directory with the plugin (a bundle)"));

        static final Pattern GROUP = Pattern.compile("([$@#])(\\d)");

        Rule(Reason reason, String pattern, String message) {
            this(reason, Pattern.compile(pattern), message);
        }
    }

    private final Candidate candidate;
    private final ModuleLayer applicationLayer;
    private final Configuration application;
    private final List<Resolution> prerequisites;
    private final List<Configuration> parents = new ArrayList<>();

    /** The candidate's modules, which it finds; it reads no file. */
    private final Map<String, ModuleReference> references = new LinkedHashMap<>();

    private Resolver(
            Candidate candidate, Application application, Collection<Resolution> required, Set<String> without) {
        this.candidate = candidate;
        this.applicationLayer = application.isOnClassPath()
                ? application.layerFor(requiredOf(candidate, required, without), others(candidate, required))
                : application.layer();
        this.application = applicationLayer.configuration();
        // Without libraries each name is one plugin's, as no two plugins of a graph have one name.
        this.prerequisites =
                required.size() > 1 && Resolution.anyBundled(required) ? ordered(required) : List.copyOf(required);
        parents.add(this.application);
        for (Resolution prerequisite : prerequisites) {
            parents.add(prerequisite.configuration());
        }
        Set<String> shared = shared(candidate);
        for (ModuleArtifact module : candidate.modules()) {
            String name = module.name();
            references.put(name, new CandidateModule(module, candidate.name(), shared.contains(name)));
        }
    }

    /**
     * Resolves a candidate, with the plugins that it requires in any order.
     *
     * @param without names that it must not get from the class path, as plugins of these names are not to be used
     * @throws FindException if a module that is required is not there, or is private to another bundle
     * @throws ResolutionException if modules do not fit together
     */
    public static Resolution resolve(
            Candidate candidate, Application application, Collection<Resolution> required, Set<String> without) {
        Resolver resolver = new Resolver(candidate, application, required, without);
        List<Resolution> prerequisites = resolver.prerequisites;
        Resolution resolution;
        try {
            resolution = new Resolution(candidate, resolver.applicationLayer, resolver.configuration(), prerequisites);
        } catch (ResolutionException | FindException refusal) {
            String message = resolver.message(String.valueOf(refusal.getMessage()));
            throw refusal instanceof FindException
                    ? new FindException(message, refusal)
                    : new ResolutionException(message, refusal);
        }
        requireNothingPrivate(resolution);
        return resolution;
    }

    /** Why {@link #resolve} threw something. */
    public static Reason reason(Throwable thrown) {
        String refusal = thrown.getCause() == null
                ? ""
                : String.valueOf(thrown.getCause().getMessage());
        for (Rule rule : Rule.ALL) {
            if (rule.pattern().matcher(refusal).matches()) {
                return rule.reason();
            }
        }
        return Reason.UNRESOLVABLE;
    }

    // The candidate's modules

    @Override
    public Optional<ModuleReference> find(String name) {
        return Optional.ofNullable(references.get(name));
    }

    @Override
    public Set<ModuleReference> findAll() {
        return Set.copyOf(references.values());
    }

    /** The plugin's module, and what of its bundle that requires transitively. */
    private static Set<String> shared(Candidate candidate) {
        Set<String> shared = new HashSet<>();
        Deque<ModuleArtifact> open = new ArrayDeque<>();
        open.add(candidate.plugin());
        while (!open.isEmpty()) {
            ModuleArtifact next = open.poll();
            if (shared.add(next.name())) {
                for (ModuleArtifact library : candidate.libraries()) {
                    if (passesOn(next, library)) {
                        open.add(library);
                    }
                }
            }
        }
        return shared;
    }

    /** An automatic module passes on the automatic modules beside it ({@code java.lang.module.Resolver.makeGraph}). */
    private static boolean passesOn(ModuleArtifact module, ModuleArtifact library) {
        if (module.descriptor().isAutomatic()) {
            return library.descriptor().isAutomatic();
        }
        return how(module.descriptor(), library.name()).contains(Requires.Modifier.TRANSITIVE);
    }

    /** The modifiers with which a module requires another one; static if it does not. */
    private static Set<Requires.Modifier> how(ModuleDescriptor module, String required) {
        for (Requires requires : module.requires()) {
            if (requires.name().equals(required)) {
                return requires.modifiers();
            }
        }
        return Set.of(Requires.Modifier.STATIC);
    }

    /** The names that a candidate requires and neither has nor gets from a plugin. */
    private static Set<String> requiredOf(Candidate candidate, Collection<Resolution> required, Set<String> without) {
        Set<String> names = new TreeSet<>();
        for (ModuleArtifact module : candidate.modules()) {
            for (Requires requires : module.descriptor().requires()) {
                if (!candidate.has(requires.name())) {
                    names.add(requires.name());
                }
            }
        }
        for (Resolution prerequisite : required) {
            names.removeIf(prerequisite::shares);
        }
        names.removeAll(without);
        return names;
    }

    /** The names of modules that it has or gets from plugins, and that no module of the class path is to pass on to it. */
    private static Set<String> others(Candidate candidate, Collection<Resolution> required) {
        Set<String> names = new HashSet<>();
        for (ModuleArtifact module : candidate.modules()) {
            names.add(module.name());
        }
        for (Resolution prerequisite : required) {
            for (ResolvedModule module : prerequisite.configuration().modules()) {
                if (prerequisite.shares(module.name())) {
                    names.add(module.name());
                }
            }
        }
        return names;
    }

    // Parents

    /** If nothing decides, they stay as they are. */
    private List<Resolution> ordered(Collection<Resolution> required) {
        Map<String, Resolution> suppliers = suppliers(required);
        List<Resolution> waiting = new ArrayList<>(required);
        List<Resolution> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Resolution next = waiting.stream()
                    .filter(resolution -> !hidesAny(resolution, suppliers, waiting))
                    .findFirst()
                    .orElseThrow(() -> new ResolutionException(
                            "Plugin %s cannot require %s together: each hides a module that another is to supply behind a private library of the same name; rename one of these libraries, or shade it"
                                    .formatted(
                                            candidate.name(),
                                            waiting.stream()
                                                    .map(Resolution::name)
                                                    .sorted()
                                                    .toList())));
            waiting.remove(next);
            ordered.add(next);
        }
        return ordered;
    }

    /** For each name that the candidate requires of plugins, the plugin of that name, or else one that shares a library of that name. */
    private Map<String, Resolution> suppliers(Collection<Resolution> required) {
        Map<String, Resolution> suppliers = new HashMap<>();
        for (ModuleArtifact module : candidate.modules()) {
            for (Requires requires : module.descriptor().requires()) {
                String name = requires.name();
                for (Resolution prerequisite : required) {
                    if (prerequisite.name().equals(name)) {
                        suppliers.put(name, prerequisite);
                    } else if (prerequisite.shares(name)) {
                        suppliers.putIfAbsent(name, prerequisite);
                    }
                }
                if (candidate.has(name) || application.findModule(name).isPresent()) {
                    suppliers.remove(name);
                }
            }
        }
        return suppliers;
    }

    /** Whether a parent has another module of a name that one of those after it is to supply. */
    private static boolean hidesAny(Resolution parent, Map<String, Resolution> suppliers, List<Resolution> others) {
        for (Resolution inside : Resolution.withAllBehind(List.of(parent))) {
            for (ResolvedModule module : inside.configuration().modules()) {
                Resolution supplier = suppliers.get(module.name());
                if (supplier != null && supplier != parent && supplier != inside && others.contains(supplier)) {
                    return true;
                }
            }
        }
        return false;
    }

    // Resolving

    private Configuration configuration() {
        if (candidate.libraries().isEmpty()) {
            return Configuration.resolve(this, parents, ModuleFinder.of(), Set.of(candidate.name()));
        }
        Set<String> roots = new TreeSet<>();
        candidate.needed().forEach(module -> roots.add(module.name()));
        while (true) {
            Configuration bound = Configuration.resolveAndBind(this, parents, ModuleFinder.of(), roots);
            int before = roots.size();
            for (ModuleArtifact library : candidate.libraries()) { // one may provide what the application uses
                if (!roots.contains(library.name())
                        && Resolution.own(bound, library.name()).isPresent()) {
                    candidate.neededBy(library).forEach(module -> roots.add(module.name()));
                }
            }
            if (roots.size() == before) {
                return bound;
            }
        }
    }

    private static void requireNothingPrivate(Resolution resolution) {
        for (ResolvedModule module : resolution.configuration().modules()) {
            for (ResolvedModule read : module.reads()) {
                if (resolution.isPrivate(read)
                        && !how(module.reference().descriptor(), read.name()).contains(Requires.Modifier.STATIC)) {
                    throw new FindException(
                            "Module %1$s not found, required by %2$s; plugin %3$s has one in its bundle, but keeps it private: add %1$s to the plugins or to the bundle of %4$s, or let %3$s require it transitively"
                                    .formatted(
                                            read.name(),
                                            module.name(),
                                            ((CandidateModule) read.reference()).plugin,
                                            resolution.name()));
                }
            }
        }
    }

    // Messages

    /**
     * What the JDK's resolver says, with where each module comes from, and the cure. It tells its refusals apart by their messages
     * alone; any that is not known is quoted.
     */
    private String message(String refusal) {
        for (Rule rule : Rule.ALL) {
            Matcher found = rule.pattern().matcher(refusal);
            if (found.matches()) {
                return Rule.GROUP
                        .matcher(rule.message())
                        .replaceAll(group -> Matcher.quoteReplacement(replacement(group, found)));
            }
        }
        return refusal;
    }

    private String replacement(MatchResult group, MatchResult found) {
        String text = found.group(Integer.parseInt(group.group(2)));
        if (group.group(1).equals("$")) {
            return text;
        }
        String origins = origins(text);
        if (group.group(1).equals("#")) {
            return origins;
        }
        return origins.isEmpty() ? text : text + " (" + origins + ")";
    }

    /** Where the modules of a name that this plugin meets come from. */
    private String origins(String module) {
        List<String> origins = new ArrayList<>();
        for (ModuleArtifact own : candidate.modules()) {
            if (own.name().equals(module)) {
                origins.add(own.file() + " of plugin " + candidate.name());
            }
        }
        for (Resolution plugin : Resolution.withAllBehind(prerequisites)) {
            if (plugin.own(module).isPresent()) {
                URI location = plugin.own(module).get().reference().location().orElseThrow();
                origins.add(location + " of plugin " + plugin.name());
            }
        }
        if (application.findModule(module).isPresent()) {
            origins.add("the application's");
        }
        return String.join(" and ", origins);
    }
}
