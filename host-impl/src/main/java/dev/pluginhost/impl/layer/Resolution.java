package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.Classifiers;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.lang.module.ResolvedModule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A candidate resolved against the application and the plugins that it requires. Nothing is opened for it, so a whole graph
 * of plugins can be resolved only to see whether it would work.
 *
 * <p><b>Parents.</b> The application's configuration comes first, so that its modules win. Prerequisites follow in an order
 * of their own ({@link ParentOrder}): the resolver looks into a parent whole, private libraries of its bundle and of all its
 * ancestors included, and takes the first module of the name.
 *
 * <p><b>Private libraries.</b> A module that came in the bundle of another plugin is private to that plugin, unless its
 * plugin module {@code requires transitive} it, at once or through others. A {@code requires} that only a private library
 * could meet fails as if there were none. A {@code requires static} of one, and an automatic module, read it nevertheless,
 * since the resolver cannot be told otherwise; the class loader does not delegate to it.
 *
 * <p><b>Roots.</b> The plugin's module, the modules of its bundle that provide services which somebody uses, and those that
 * one of these requires statically, or that belong to one of these as a jar with a classifier: what its author put into the
 * bundle is there to be used. If any of them is automatic,
 * all modules of the bundle: what an automatic module needs cannot be known.
 *
 * <p>Immutable, hence thread-safe.
 */
public final class Resolution {

    private final String name;
    private final Configuration configuration;
    private final Prerequisites prerequisites;
    private final Set<String> unused;

    /** Whether this plugin or one that it requires, at once or through others, has libraries. */
    private final boolean bundled;

    /** What a plugin may use that requires this one: its module, and what that requires transitively. */
    private final Set<ResolvedModule> exposed;

    private Resolution(Candidate candidate, Configuration configuration, Prerequisites prerequisites) {
        this.name = candidate.name();
        this.configuration = configuration;
        this.prerequisites = prerequisites;
        this.exposed = Exposure.of(module(), prerequisites.direct());
        this.unused = candidate.libraries().isEmpty() ? Set.of() : unused(candidate, configuration);
        this.bundled = configuration.modules().size() > 1 || anyBundled(prerequisites.direct());
    }

    private static Set<String> unused(Candidate candidate, Configuration configuration) {
        return candidate.modules().stream()
                .map(ModuleArtifact::name)
                .filter(module -> own(configuration, module).isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean anyBundled(Collection<Resolution> resolutions) {
        for (Resolution resolution : resolutions) {
            if (resolution.bundled) {
                return true;
            }
        }
        return false;
    }

    /**
     * Resolves a candidate.
     *
     * @param application the configuration of the application's layer
     * @param required what the plugins that it requires were resolved to, in any order
     * @throws FindException if a module that is required is not there, or is private to another bundle
     * @throws ResolutionException if modules do not fit together
     */
    public static Resolution resolve(Candidate candidate, Configuration application, Collection<Resolution> required) {
        Prerequisites prerequisites = new Prerequisites(application, ordered(candidate, application, required));
        List<Configuration> parents = new ArrayList<>();
        parents.add(application);
        for (Resolution prerequisite : prerequisites.direct()) {
            parents.add(prerequisite.configuration);
        }
        Configuration configuration;
        try {
            configuration = resolve(candidate, parents);
        } catch (ResolutionException | FindException refusal) {
            String words = new ResolutionWords(candidate, application, prerequisites.all()).of(refusal);
            throw refusal instanceof FindException
                    ? new FindException(words, refusal)
                    : new ResolutionException(words, refusal);
        }
        Resolution resolution = new Resolution(candidate, configuration, prerequisites);
        resolution.requireNothingPrivate();
        return resolution;
    }

    private static Collection<Resolution> ordered(
            Candidate candidate, Configuration application, Collection<Resolution> required) {
        // Without libraries each name is one plugin's, as no two plugins of a graph have one name.
        return required.size() < 2 || !anyBundled(required)
                ? required
                : ParentOrder.of(candidate.name(), required, outsideRequires(candidate, application));
    }

    /** The plugin's name. */
    public String name() {
        return name;
    }

    /** The modules, and what each of them reads. */
    public Configuration configuration() {
        return configuration;
    }

    /** The plugins that it requires, in the order in which they are parents after the application. */
    public List<Resolution> prerequisites() {
        return prerequisites.direct();
    }

    /** The names of the bundle's modules that nothing needs, sorted: they are left out of the layer. */
    public Set<String> unused() {
        return unused;
    }

    /** The plugin's module. */
    ResolvedModule module() {
        return own(name).orElseThrow();
    }

    /** The module of that name, if it is one of this candidate's and resolved. */
    Optional<ResolvedModule> own(String module) {
        return own(configuration, module);
    }

    /** Not by {@link Configuration#findModule}, which makes and keeps a list of all that is behind a configuration. */
    private static Optional<ResolvedModule> own(Configuration configuration, String name) {
        for (ResolvedModule module : configuration.modules()) {
            if (module.name().equals(name)) {
                return Optional.of(module);
            }
        }
        return Optional.empty();
    }

    Set<ResolvedModule> exposed() {
        return exposed;
    }

    /** Whether a module that is read here is a private library of another plugin. */
    boolean isPrivate(ResolvedModule read) {
        return read.configuration() != configuration && prerequisites.keepPrivate(read);
    }

    /** Whether a module that is read here came with another plugin, not with the application. */
    boolean isOfPlugin(ResolvedModule read) {
        return read.configuration() != configuration && prerequisites.brought(read);
    }

    /** Whether a module of the name of another one, and not that one, is here or in what this requires, at once or through others. */
    boolean holdsAnother(ResolvedModule module) {
        if (isAnother(module)) {
            return true;
        }
        for (Resolution further : prerequisites.all()) {
            if (further.isAnother(module)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a module here has one of some names and is not the module of that name. */
    boolean isAnotherOf(Map<String, ResolvedModule> modules) {
        for (ResolvedModule own : configuration.modules()) {
            ResolvedModule meant = modules.get(own.name());
            if (meant != null && !meant.equals(own)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAnother(ResolvedModule module) {
        Optional<ResolvedModule> own = own(module.name());
        return own.isPresent() && !own.get().equals(module);
    }

    /** To be called when the layer is defined. */
    void defined() {
        prerequisites.resolved();
    }

    @Override
    public String toString() {
        return "Resolution[" + name + "]";
    }

    private static Configuration resolve(Candidate candidate, List<Configuration> parents) {
        ModuleFinder finder = new CandidateFinder(candidate);
        Set<String> plugin = Set.of(candidate.name());
        if (candidate.libraries().isEmpty()) {
            return Configuration.resolve(finder, parents, ModuleFinder.of(), plugin);
        }
        Configuration needed = withOptional(candidate, finder, parents);
        boolean automatic = needed.modules().stream()
                .anyMatch(module -> module.reference().descriptor().isAutomatic());
        if (!automatic) {
            return needed;
        }
        Set<String> all = candidate.modules().stream().map(ModuleArtifact::name).collect(Collectors.toSet());
        return Configuration.resolveAndBind(finder, parents, ModuleFinder.of(), all);
    }

    /** The resolver looks for what is required statically only where something else asks for it, so it is asked for by name. */
    private static Configuration withOptional(Candidate candidate, ModuleFinder finder, List<Configuration> parents) {
        Set<String> roots = new TreeSet<>(Set.of(candidate.name()));
        while (true) {
            Configuration needed = Configuration.resolveAndBind(finder, parents, ModuleFinder.of(), roots);
            boolean more = roots.addAll(withClassifier(candidate, needed));
            for (ResolvedModule module : needed.modules()) {
                for (Requires requires : module.reference().descriptor().requires()) {
                    if (finder.find(requires.name()).isPresent()
                            && needed.modules().stream()
                                    .noneMatch(own -> own.name().equals(requires.name()))) {
                        more |= roots.add(requires.name());
                    }
                }
            }
            if (!more) {
                return needed;
            }
        }
    }

    /** What belongs to a resolved module by its file name, such as native libraries, is required by none. */
    private static Set<String> withClassifier(Candidate candidate, Configuration resolved) {
        Set<String> names = new TreeSet<>();
        for (ModuleArtifact module : candidate.modules()) {
            if (own(resolved, module.name()).isPresent()) {
                Classifiers.of(module, candidate.libraries()).forEach(found -> names.add(found.name()));
            }
        }
        return names;
    }

    /** The names that modules of the candidate require, of which neither it nor the application has a module. */
    private static Set<String> outsideRequires(Candidate candidate, Configuration application) {
        Set<String> names = new TreeSet<>();
        for (ModuleArtifact module : candidate.modules()) {
            for (Requires requires : module.descriptor().requires()) {
                if (!candidate.has(requires.name())
                        && application.findModule(requires.name()).isEmpty()) {
                    names.add(requires.name());
                }
            }
        }
        return names;
    }

    private void requireNothingPrivate() {
        for (ResolvedModule module : configuration.modules()) {
            for (Requires requires : module.reference().descriptor().requires()) {
                if (requires.modifiers().contains(Requires.Modifier.STATIC)) {
                    continue;
                }
                for (ResolvedModule read : module.reads()) {
                    if (read.name().equals(requires.name()) && isPrivate(read)) {
                        throw new FindException(
                                "Module %1$s not found, required by %2$s; plugin %3$s has one in its bundle, but keeps it private: add %1$s to the plugins or to the bundle of %4$s, or let %3$s require it transitively"
                                        .formatted(read.name(), module.name(), prerequisites.owner(read), name));
                    }
                }
            }
        }
    }
}
