package dev.pluginhost.modules.layer;

import dev.pluginhost.Reason;
import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.application.StandIn;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.layer.Resolution.PluginModule;
import dev.pluginhost.modules.scan.Declarations;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.lang.module.ResolvedModule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves a candidate against the application and the plugins that it requires. Opens no plugin, so a whole graph of plugins can be
 * resolved only to see whether it would work. May look through the application's class path.
 *
 * <p>The application's configuration is the first parent, so its modules win. Then come the stand-ins for the libraries of the bundle
 * that the plugin requires by name ({@link LibraryStandIns}), then the plugins. The JDK looks for a name in one parent after the other,
 * in each with all that is behind it. So a plugin that is required goes before all those that have a stand-in of its name behind them.
 *
 * <p>Where the application hides modules, its configuration is the last parent, and stand-ins have names that it does not have: its layer
 * still has those modules.
 */
public final class Resolver {

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
    private final Set<String> without;
    private final Application offers;
    private final List<Configuration> plugins = new ArrayList<>();

    /** What is above the plugin; its libraries are added once they are known. */
    private List<Configuration> parents;

    private Resolver(
            Candidate candidate, Application application, Collection<Resolution> required, Set<String> without) {
        this.candidate = candidate;
        this.without = without;
        this.offers = application;
        this.applicationLayer = application.isOnClassPath()
                ? application.layerFor(requiredOf(candidate, required, without), others(candidate, required))
                : application.layer();
        this.application = applicationLayer.configuration();
        // Without libraries each name is one plugin's, as no two plugins of a graph have one name.
        this.prerequisites = required.size() > 1 && (Resolution.anyBundled(required) || application.hidesAny())
                ? ordered(required)
                : List.copyOf(required);
        for (Resolution prerequisite : prerequisites) {
            plugins.add(prerequisite.configuration());
        }
        this.parents = application.parents(this.application, List.of(), plugins);
    }

    /**
     * Resolves a candidate, with the plugins that it requires in any order.
     *
     * @param without names that it must not get from the class path, as plugins of these names are not to be used
     * @throws FindException if a module that is required is not there
     * @throws ResolutionException if modules do not fit together
     */
    public static Resolution resolve(
            Candidate candidate, Application application, Collection<Resolution> required, Set<String> without) {
        Resolver resolver = new Resolver(candidate, application, required, without);
        try {
            return resolver.resolve(application.completed(candidate.descriptor()));
        } catch (ResolutionException | FindException refusal) {
            String message = resolver.message(String.valueOf(refusal.getMessage()));
            throw refusal instanceof FindException
                    ? new FindException(message, refusal)
                    : new ResolutionException(message, refusal);
        }
    }

    private Resolution resolve(ModuleDescriptor descriptor) {
        Map<String, Configuration> standIns = candidate.libraries().isEmpty()
                ? Map.of()
                : LibraryStandIns.of(candidate, parents, applicationLayer, offers);
        parents = offers.parents(application, standIns.values(), plugins);
        PluginModule module =
                new PluginModule(candidate.plugin(), LibraryStandIns.renamed(withoutPrivate(descriptor), standIns));
        Configuration configuration =
                Configuration.resolve(module, parents, ModuleFinder.of(), Set.of(candidate.name()));
        return new Resolution(candidate, applicationLayer, configuration, standIns, prerequisites, without);
    }

    /** A declaration without optional requirements that only private libraries of other plugins would meet. */
    private ModuleDescriptor withoutPrivate(ModuleDescriptor descriptor) {
        if (!Resolution.anyBundled(prerequisites)) {
            return descriptor;
        }
        Set<Requires> kept = new HashSet<>(descriptor.requires());
        kept.removeIf(requires -> requires.modifiers().contains(Requires.Modifier.STATIC)
                && !candidate.has(requires.name())
                && isPrivate(requires.name()));
        return kept.size() == descriptor.requires().size() ? descriptor : Declarations.requiring(descriptor, kept);
    }

    /** Whether the first module of a name that the parents have is a library which its plugin does not pass on. */
    private boolean isPrivate(String name) {
        for (Configuration parent : parents) {
            Optional<ResolvedModule> found = parent.findModule(name);
            if (found.isPresent()) {
                return parent != application
                        && found.get().reference() instanceof StandIn standIn
                        && !standIn.isPassedOn();
            }
        }
        return false;
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

    /** The names that a candidate requires and neither has nor gets from a plugin. */
    private static Set<String> requiredOf(Candidate candidate, Collection<Resolution> required, Set<String> without) {
        Set<String> names = new TreeSet<>();
        for (Requires requires : candidate.descriptor().requires()) {
            if (!candidate.has(requires.name())) {
                names.add(requires.name());
            }
        }
        for (Resolution prerequisite : required) {
            names.remove(prerequisite.name());
        }
        names.removeAll(without);
        return names;
    }

    /** The names of modules that it has or gets from plugins, and that no module of the class path is to pass on to it. */
    private static Set<String> others(Candidate candidate, Collection<Resolution> required) {
        Set<String> names = new HashSet<>();
        for (ModuleArtifact jar : candidate.artifacts()) {
            names.add(jar.name());
        }
        for (Resolution prerequisite : required) {
            names.add(prerequisite.name());
            names.addAll(prerequisite.passedOn());
        }
        return names;
    }

    // Parents

    /** If nothing decides, they stay as they are. */
    private List<Resolution> ordered(Collection<Resolution> required) {
        List<Resolution> waiting = new ArrayList<>(required);
        List<Resolution> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Resolution next = waiting.stream()
                    .filter(resolution -> !hidesAny(resolution, waiting))
                    .findFirst()
                    .orElseThrow(() -> new ResolutionException(
                            "Plugin %s cannot require %s together: each hides another one behind a private library, or a module of the application, of the same name; rename one of these libraries, shade it, or take the modules off the application's module path"
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

    /** Whether behind a parent is a stand-in, or a hidden module of the application, that is named like one of those after it. */
    private boolean hidesAny(Resolution parent, List<Resolution> others) {
        Set<Resolution> behind = Resolution.withAllBehind(List.of(parent));
        for (Resolution other : others) {
            if (offers.hides(other.name()) && !behind.contains(other)) {
                return true;
            }
        }
        for (Resolution inside : behind) {
            for (Resolution other : others) {
                if (other != parent && inside.standIns().containsKey(other.name())) {
                    return true;
                }
            }
        }
        return false;
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
        for (ModuleArtifact own : candidate.artifacts()) {
            if (own.name().equals(module)) {
                origins.add(own.file() + " of plugin " + candidate.name());
            }
        }
        for (Resolution plugin : Resolution.withAllBehind(prerequisites)) {
            plugin.candidate().artifacts().stream()
                    .filter(artifact -> artifact.name().equals(module))
                    .forEach(artifact -> origins.add(OpenModule.location(artifact) + " of plugin " + plugin.name()));
        }
        if (application.findModule(module).isPresent()) {
            origins.add("the application's");
        }
        return String.join(" and ", origins);
    }
}
