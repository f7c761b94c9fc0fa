package dev.pluginhost.impl.layer;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ResolvedModule;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A candidate as {@link Resolver} has resolved it: its configuration, what its parents are, and what stays private to its bundle.
 *
 * <p>Only the plugins that it requires directly are kept: a list of all behind them, kept with each plugin of a long chain, would
 * take more memory than the plugins. Immutable.
 */
public final class Resolution {

    private final String name;
    private final Configuration application;
    private final Configuration configuration;
    private final List<Resolution> prerequisites;
    private final Set<String> unused;
    private final boolean bundled;
    private final Set<ResolvedModule> exposed;

    Resolution(
            String name,
            Configuration application,
            Configuration configuration,
            List<Resolution> prerequisites,
            Set<String> unused) {
        this.name = name;
        this.application = application;
        this.configuration = configuration;
        this.prerequisites = prerequisites;
        this.unused = unused;
        this.bundled = configuration.modules().size() > 1 || anyBundled(prerequisites);
        this.exposed = findExposed();
    }

    public String name() {
        return name;
    }

    public Configuration configuration() {
        return configuration;
    }

    /** The plugins that it requires, in the order in which they are parents after the application. */
    public List<Resolution> prerequisites() {
        return prerequisites;
    }

    /** The names of the bundle's modules that nothing needs, sorted: they are left out of the layer. */
    public Set<String> unused() {
        return unused;
    }

    ResolvedModule module() {
        return own(name).orElseThrow();
    }

    /** The module of that name, if it is one of this candidate's and resolved. */
    Optional<ResolvedModule> own(String module) {
        return own(configuration, module);
    }

    /** Not by {@link Configuration#findModule}, which makes and keeps a list of all that is behind a configuration. */
    static Optional<ResolvedModule> own(Configuration configuration, String name) {
        for (ResolvedModule module : configuration.modules()) {
            if (module.name().equals(name)) {
                return Optional.of(module);
            }
        }
        return Optional.empty();
    }

    /** Whether any of them, or of what they require in turn, has libraries. */
    static boolean anyBundled(Collection<Resolution> resolutions) {
        for (Resolution resolution : resolutions) {
            if (resolution.bundled) {
                return true;
            }
        }
        return false;
    }

    /** Plugins and those behind them, each once. */
    static Set<Resolution> withAllBehind(Collection<Resolution> resolutions) {
        Set<Resolution> all = new LinkedHashSet<>();
        Deque<Resolution> open = new ArrayDeque<>(resolutions);
        while (!open.isEmpty()) {
            Resolution next = open.poll();
            if (all.add(next)) {
                open.addAll(next.prerequisites);
            }
        }
        return all;
    }

    /** Whether a module that is read here came with another plugin, not with the application. */
    boolean isOfPlugin(ResolvedModule read) {
        return read.configuration() != configuration
                && read.reference() instanceof CandidateModule
                && !isOf(application, read.configuration()); // which may be another host's plugin
    }

    /** Whether a module that is read here is a library that another plugin does not share. */
    boolean isPrivate(ResolvedModule read) {
        if (!isOfPlugin(read) || !((CandidateModule) read.reference()).isLibrary()) {
            return false;
        }
        for (Resolution prerequisite : prerequisites) {
            if (prerequisite.exposed.contains(read)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOf(Configuration application, Configuration configuration) {
        if (application == configuration) {
            return true;
        }
        for (Configuration parent : application.parents()) {
            if (isOf(parent, configuration)) {
                return true;
            }
        }
        return false;
    }

    /** What a plugin may use that requires this one: its module, and what that requires transitively. */
    Set<ResolvedModule> exposed() {
        return exposed;
    }

    private Set<ResolvedModule> findExposed() {
        Set<ResolvedModule> found = new HashSet<>();
        Deque<ResolvedModule> open = new ArrayDeque<>();
        open.add(module());
        while (!open.isEmpty()) {
            ResolvedModule next = open.poll();
            Resolution prerequisite = prerequisite(next);
            if (prerequisite != null) {
                found.addAll(prerequisite.exposed); // which need not be gone through again
            } else if (found.add(next)) {
                addPassedOn(next, open);
            }
        }
        return found.size() == 1 ? Set.of(module()) : found;
    }

    private @Nullable Resolution prerequisite(ResolvedModule module) {
        for (Resolution prerequisite : prerequisites) {
            if (prerequisite.configuration == module.configuration() && prerequisite.name.equals(module.name())) {
                return prerequisite;
            }
        }
        return null;
    }

    /** An automatic module passes on the automatic modules beside it ({@code java.lang.module.Resolver.makeGraph}). */
    private static void addPassedOn(ResolvedModule module, Deque<ResolvedModule> open) {
        ModuleDescriptor descriptor = module.reference().descriptor();
        Set<String> transitive = new HashSet<>();
        for (Requires requires : descriptor.requires()) {
            if (requires.modifiers().contains(Requires.Modifier.TRANSITIVE)) {
                transitive.add(requires.name());
            }
        }
        if (transitive.isEmpty() && !descriptor.isAutomatic()) {
            return;
        }
        for (ResolvedModule read : module.reads()) {
            boolean passedOn = descriptor.isAutomatic()
                    ? read.configuration() == module.configuration()
                            && read.reference().descriptor().isAutomatic()
                    : transitive.contains(read.name());
            if (passedOn) {
                open.add(read);
            }
        }
    }

    @Override
    public String toString() {
        return "Resolution[" + name + "]";
    }
}
