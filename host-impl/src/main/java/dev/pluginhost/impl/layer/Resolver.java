package dev.pluginhost.impl.layer;

import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.layer.Resolution.CandidateModule;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ResolutionException;
import java.lang.module.ResolvedModule;
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
 * <p><b>Roots.</b> The plugin's module, the modules of its bundle that provide services which are used, and those that one of these
 * requires statically, or that belong to one of these as a jar with a classifier. If any of them is automatic, all modules of
 * the bundle: what an automatic module needs cannot be known.
 */
public final class Resolver {

    private final Candidate candidate;
    private final Configuration application;
    private final List<Resolution> prerequisites;
    private final List<Configuration> parents = new ArrayList<>();
    private final ModuleFinder finder;

    private Resolver(Candidate candidate, Configuration application, Collection<Resolution> required) {
        this.candidate = candidate;
        this.application = application;
        // Without libraries each name is one plugin's, as no two plugins of a graph have one name.
        this.prerequisites = required.size() > 1 && Resolution.anyBundled(required) ? ordered(required) : List.copyOf(required);
        parents.add(application);
        for (Resolution prerequisite : prerequisites) {
            parents.add(prerequisite.configuration());
        }
        this.finder = finder(candidate);
    }

    /**
     * Resolves a candidate, with the plugins that it requires in any order.
     *
     * @throws FindException if a module that is required is not there, or is private to another bundle
     * @throws ResolutionException if modules do not fit together
     */
    public static Resolution resolve(Candidate candidate, Configuration application, Collection<Resolution> required) {
        Resolver resolver = new Resolver(candidate, application, required);
        List<Resolution> prerequisites = resolver.prerequisites;
        Resolution resolution;
        try {
            resolution = new Resolution(candidate, application, resolver.configuration(), prerequisites);
        } catch (ResolutionException | FindException refusal) {
            String message =
                    new ResolutionMessages(candidate, application, Resolution.withAllBehind(prerequisites)).of(refusal);
            throw refusal instanceof FindException
                    ? new FindException(message, refusal)
                    : new ResolutionException(message, refusal);
        }
        requireNothingPrivate(resolution);
        return resolution;
    }

    /** Why {@link #resolve} threw something. */
    public static Reason reason(Throwable thrown) {
        Throwable refusal = thrown.getCause();
        return refusal == null ? Reason.UNRESOLVABLE : ResolutionMessages.reason(refusal);
    }

    // The candidate's modules

    /** Finds the modules of a candidate; reads no file. */
    private static ModuleFinder finder(Candidate candidate) {
        Set<String> shared = shared(candidate);
        Map<String, ModuleReference> references = new LinkedHashMap<>();
        for (ModuleArtifact module : candidate.modules()) {
            String name = module.name();
            references.put(name, new CandidateModule(module, candidate.name(), shared.contains(name)));
        }
        return new ModuleFinder() {
            @Override
            public Optional<ModuleReference> find(String name) {
                return Optional.ofNullable(references.get(name));
            }

            @Override
            public Set<ModuleReference> findAll() {
                return Set.copyOf(references.values());
            }
        };
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
        for (Requires requires : module.descriptor().requires()) {
            if (requires.name().equals(library.name())) {
                return requires.modifiers().contains(Requires.Modifier.TRANSITIVE);
            }
        }
        return false;
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
                                            waiting.stream().map(Resolution::name).sorted().toList())));
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
            return Configuration.resolve(finder, parents, ModuleFinder.of(), Set.of(candidate.name()));
        }
        Set<String> roots = new TreeSet<>();
        candidate.needed().forEach(module -> roots.add(module.name()));
        while (true) {
            Configuration bound = Configuration.resolveAndBind(finder, parents, ModuleFinder.of(), roots);
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
                if (resolution.isPrivate(read) && isRequired(module, read.name())) {
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

    private static boolean isRequired(ResolvedModule module, String name) {
        for (Requires requires : module.reference().descriptor().requires()) {
            if (requires.name().equals(name)) {
                return !requires.modifiers().contains(Requires.Modifier.STATIC);
            }
        }
        return false;
    }
}
