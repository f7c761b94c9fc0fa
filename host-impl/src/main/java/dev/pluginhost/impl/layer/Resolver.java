package dev.pluginhost.impl.layer;

import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.scan.JarName;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.lang.module.ResolvedModule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Resolves a candidate against the application and the plugins that it requires. Opens nothing, so a whole graph of plugins can be
 * resolved only to see whether it would work. Pure.
 *
 * <p><b>Parents.</b> The application's configuration comes first, so its modules win. Prerequisites follow in an order of their
 * own ({@link ParentOrder}).
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
    private final ModuleFinder finder;
    private final List<Configuration> parents = new ArrayList<>();

    private Resolver(Candidate candidate, Configuration application, List<Resolution> prerequisites) {
        this.candidate = candidate;
        this.finder = CandidateModule.finder(candidate);
        parents.add(application);
        for (Resolution prerequisite : prerequisites) {
            parents.add(prerequisite.configuration());
        }
    }

    /**
     * Resolves a candidate, with the plugins that it requires in any order.
     *
     * @throws FindException if a module that is required is not there, or is private to another bundle
     * @throws ResolutionException if modules do not fit together
     */
    public static Resolution resolve(Candidate candidate, Configuration application, Collection<Resolution> required) {
        // Without libraries each name is one plugin's, as no two plugins of a graph have one name.
        List<Resolution> prerequisites = required.size() < 2 || !Resolution.anyBundled(required)
                ? List.copyOf(required)
                : ParentOrder.of(candidate.name(), required, outsideRequires(candidate, application));
        Resolver resolver = new Resolver(candidate, application, prerequisites);
        Configuration configuration;
        try {
            configuration = resolver.configuration();
        } catch (ResolutionException | FindException refusal) {
            String message =
                    new ResolutionMessages(candidate, application, Resolution.withAllBehind(prerequisites)).of(refusal);
            throw refusal instanceof FindException
                    ? new FindException(message, refusal)
                    : new ResolutionException(message, refusal);
        }
        Resolution resolution = new Resolution(
                candidate.name(), application, configuration, prerequisites, resolver.unused(configuration));
        requireNothingPrivate(resolution);
        return resolution;
    }

    /** Why {@link #resolve} threw something. */
    public static Reason reason(Throwable thrown) {
        Throwable refusal = thrown.getCause();
        return refusal == null ? Reason.UNRESOLVABLE : ResolutionMessages.reason(refusal);
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

    private Configuration configuration() {
        if (candidate.libraries().isEmpty()) {
            return Configuration.resolve(finder, parents, ModuleFinder.of(), Set.of(candidate.name()));
        }
        Configuration needed = withOptional();
        for (ResolvedModule module : needed.modules()) {
            if (module.reference().descriptor().isAutomatic()) {
                return bind(names());
            }
        }
        return needed;
    }

    private Configuration bind(Set<String> roots) {
        return Configuration.resolveAndBind(finder, parents, ModuleFinder.of(), roots);
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        candidate.modules().forEach(module -> names.add(module.name()));
        return names;
    }

    /** The JDK's resolver finds what is required statically only if something else asks for it, so it is made a root. */
    private Configuration withOptional() {
        Set<String> roots = new TreeSet<>(Set.of(candidate.name()));
        while (true) {
            Configuration needed = bind(roots);
            boolean more = false;
            for (ModuleArtifact module : candidate.modules()) {
                if (Resolution.own(needed, module.name()).isPresent()) {
                    for (ModuleArtifact library : candidate.libraries()) {
                        more |= JarName.belongs(library.file(), module.file()) && roots.add(library.name());
                    }
                    for (Requires requires : module.descriptor().requires()) {
                        if (candidate.has(requires.name())
                                && Resolution.own(needed, requires.name()).isEmpty()) {
                            more |= roots.add(requires.name());
                        }
                    }
                }
            }
            if (!more) {
                return needed;
            }
        }
    }

    private Set<String> unused(Configuration configuration) {
        if (candidate.libraries().isEmpty()) {
            return Set.of();
        }
        Set<String> unused = names();
        configuration.modules().forEach(module -> unused.remove(module.name()));
        return unused;
    }

    private static void requireNothingPrivate(Resolution resolution) {
        for (ResolvedModule module : resolution.configuration().modules()) {
            for (Requires requires : module.reference().descriptor().requires()) {
                if (requires.modifiers().contains(Requires.Modifier.STATIC)) {
                    continue;
                }
                for (ResolvedModule read : module.reads()) {
                    if (read.name().equals(requires.name()) && resolution.isPrivate(read)) {
                        throw new FindException(
                                "Module %1$s not found, required by %2$s; plugin %3$s has one in its bundle, but keeps it private: add %1$s to the plugins or to the bundle of %4$s, or let %3$s require it transitively"
                                        .formatted(
                                                read.name(),
                                                module.name(),
                                                ((CandidateModule) read.reference()).plugin(),
                                                resolution.name()));
                    }
                }
            }
        }
    }
}
