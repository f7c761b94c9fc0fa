package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.application.StandIn;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A candidate as {@link Resolver} has resolved it: its configuration, which has its module alone, and what its parents are.
 *
 * <p>Only the plugins that it requires directly are kept: a list of all behind them, kept with each plugin of a long chain, would
 * take more memory than the plugins. Immutable.
 */
public final class Resolution {

    /** The module of a plugin, as the JDK's resolver sees it, and a finder of it alone. Immutable. */
    static final class PluginModule extends ModuleReference implements ModuleFinder {

        private final Path file;

        PluginModule(ModuleArtifact artifact, ModuleDescriptor descriptor) {
            super(descriptor, OpenModule.location(artifact));
            this.file = artifact.file();
        }

        @Override
        public Optional<ModuleReference> find(String name) {
            return name.equals(descriptor().name()) ? Optional.of(this) : Optional.empty();
        }

        @Override
        public Set<ModuleReference> findAll() {
            return Set.of(this);
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
    private final Map<String, Configuration> standIns;
    private final List<Resolution> prerequisites;
    private final Set<String> without;
    private final boolean bundled;

    Resolution(
            Candidate candidate,
            ModuleLayer application,
            Configuration configuration,
            Map<String, Configuration> standIns,
            List<Resolution> prerequisites,
            Set<String> without) {
        this.candidate = candidate;
        this.application = application;
        this.configuration = configuration;
        this.standIns = standIns;
        this.prerequisites = prerequisites;
        this.without = without;
        this.bundled = !standIns.isEmpty() || anyBundled(prerequisites);
    }

    public String name() {
        return candidate.name();
    }

    public Candidate candidate() {
        return candidate;
    }

    /** The layer of the application's modules that its layer has as its first parent. */
    ModuleLayer applicationLayer() {
        return application;
    }

    public Configuration configuration() {
        return configuration;
    }

    /** The configurations of the stand-ins for its libraries, by name; they are parents after the application. */
    public Map<String, Configuration> standIns() {
        return standIns;
    }

    /** The names of the libraries that its module requires transitively. */
    Set<String> passedOn() {
        Set<String> names = new HashSet<>();
        for (Configuration configuration : standIns.values()) {
            for (ResolvedModule module : configuration.modules()) {
                if (module.reference() instanceof StandIn standIn && standIn.isPassedOn()) {
                    names.add(module.name());
                }
            }
        }
        return names;
    }

    /** The plugins that it requires, in the order in which they are parents after the stand-ins. */
    public List<Resolution> prerequisites() {
        return prerequisites;
    }

    /** Whether a name is a plugin's that it does not use, so that no module of the class path is meant by it. */
    boolean goesWithout(String name) {
        return without.contains(name);
    }

    /** Its own module. */
    public ResolvedModule module() {
        return configuration.modules().iterator().next();
    }

    /** Whether it sees more of the application than its module requires: a library, an automatic module or what reads a plain jar does. */
    public boolean readsMore(Application of) {
        if (!candidate.libraries().isEmpty() || candidate.descriptor().isAutomatic()) {
            return true;
        }
        return !plainJars(of).isEmpty();
    }

    /** What it reads that is a jar without a declaration on the application's class path; a library that a plugin passes on is none. */
    public List<ResolvedModule> plainJars(Application of) {
        List<ResolvedModule> plain = new ArrayList<>();
        for (ResolvedModule read : of.isOnClassPath() ? module().reads() : Set.<ResolvedModule>of()) {
            if (isOfApplication(read) && of.isPlainJar(read.name())) {
                plain.add(read);
            }
        }
        return plain;
    }

    /** Whether any of them, or of what they require in turn, has stand-ins. */
    static boolean anyBundled(Collection<Resolution> resolutions) {
        for (Resolution resolution : resolutions) {
            if (resolution.bundled) {
                return true;
            }
        }
        return false;
    }

    /** Plugins and those behind them, each once. */
    public static Set<Resolution> withAllBehind(Collection<Resolution> resolutions) {
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
        return read.reference() instanceof PluginModule && !isOfApplication(read);
    }

    private boolean isOfApplication(ResolvedModule read) {
        return application.configuration().findModule(read.name()).equals(Optional.of(read));
    }

    /** Whether its module sees the packages of a module that it reads: a stand-in of another plugin may be private. */
    public boolean sees(ResolvedModule read) {
        return !(read.reference() instanceof StandIn standIn)
                || (standIn.isPassedOn() && read.configuration() != standIns.get(read.name()));
    }

    /** The packages that a module which is read exports to its module. */
    public Set<String> packagesOf(ResolvedModule read) {
        ModuleDescriptor descriptor = read.reference().descriptor();
        if (descriptor.isAutomatic()) {
            return descriptor.packages();
        }
        Set<String> packages = new HashSet<>();
        for (Exports exports : descriptor.exports()) {
            if (!exports.isQualified()
                    || (isOfPlugin(read) && reaches(exports.targets(), name(), read.configuration()))) {
                packages.add(exports.source());
            }
        }
        return packages;
    }

    /** Whether a qualified export means a later module: one that the exporter has itself, or its parents, is meant before others of its name. */
    static boolean reaches(Set<String> targets, String module, Configuration exporter) {
        return targets.contains(module) && exporter.findModule(module).isEmpty();
    }
}
