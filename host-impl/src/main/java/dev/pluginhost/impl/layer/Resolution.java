package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.application.Application;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A candidate as {@link Resolver} has resolved it: its configuration, what its parents are, and what stays private to its bundle.
 *
 * <p>Only the plugins that it requires directly are kept: a list of all behind them, kept with each plugin of a long chain, would
 * take more memory than the plugins. Immutable.
 */
public final class Resolution {

    /** A module of a candidate, as the JDK's resolver sees it. Immutable. */
    static final class CandidateModule extends ModuleReference {

        final String plugin;
        private final Path file;
        private final boolean shared;

        /** A module that came with a plugin, and whether those that require the plugin may use the module. */
        CandidateModule(ModuleArtifact artifact, String plugin, boolean shared) {
            super(artifact.descriptor(), OpenModule.location(artifact));
            this.file = artifact.file();
            this.plugin = plugin;
            this.shared = shared;
        }

        /** For others than the host: the JDK opens the module once more, and the caller closes it. */
        @Override
        public ModuleReader open() throws IOException {
            try {
                Iterator<ModuleReference> found =
                        ModuleFinder.of(file).findAll().iterator();
                if (!found.hasNext()) {
                    throw new NoSuchFileException(file.toString());
                }
                return found.next().open();
            } catch (FindException e) {
                throw new IOException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    private final Candidate candidate;
    private final ModuleLayer application;
    private final Configuration configuration;
    private final List<Resolution> prerequisites;
    private final boolean bundled;

    Resolution(
            Candidate candidate, ModuleLayer application, Configuration configuration, List<Resolution> prerequisites) {
        this.candidate = candidate;
        this.application = application;
        this.configuration = configuration;
        this.prerequisites = prerequisites;
        this.bundled = configuration.modules().size() > 1 || anyBundled(prerequisites);
    }

    public String name() {
        return candidate.name();
    }

    /** The layer of the application's modules that its layer has as its first parent. */
    ModuleLayer applicationLayer() {
        return application;
    }

    public Configuration configuration() {
        return configuration;
    }

    /** The plugins that it requires, in the order in which they are parents after the application. */
    public List<Resolution> prerequisites() {
        return prerequisites;
    }

    /** Whether a module of this is automatic, or reads a plain jar of the class path: both read more than is declared. */
    boolean readsMore(Application of) {
        for (ResolvedModule module : configuration.modules()) {
            if (module.reference().descriptor().isAutomatic()) {
                return true;
            }
            for (ResolvedModule read : of.isOnClassPath() ? module.reads() : Set.<ResolvedModule>of()) {
                if (!(read.reference() instanceof CandidateModule) && of.isPlainJar(read.name())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The names of the bundle's modules that nothing needs, sorted: they are left out of the layer. */
    public Set<String> unused() {
        Set<String> unused = new TreeSet<>();
        for (ModuleArtifact library : candidate.libraries()) {
            if (own(library.name()).isEmpty()) {
                unused.add(library.name());
            }
        }
        return unused;
    }

    /** The module of that name, if it is one of this candidate's and resolved. */
    Optional<ResolvedModule> own(String module) {
        return own(configuration, module);
    }

    /** Whether those that require this plugin may use its module of that name. */
    boolean shares(String module) {
        Optional<ResolvedModule> own = own(module);
        return own.isPresent() && ((CandidateModule) own.get().reference()).shared;
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

    /** Whether a module that is read here came with another plugin, not with the application, which may be another host's plugin. */
    boolean isOfPlugin(ResolvedModule read) {
        return read.configuration() != configuration
                && read.reference() instanceof CandidateModule
                && !application.configuration().findModule(read.name()).equals(Optional.of(read));
    }

    /** Whether a module that is read here is a library that another plugin does not share. */
    boolean isPrivate(ResolvedModule read) {
        return read.reference() instanceof CandidateModule module && !module.shared && isOfPlugin(read);
    }
}
