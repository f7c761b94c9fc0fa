package dev.pluginhost.impl;

import static java.util.Objects.requireNonNull;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginHost;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.deploy.HotDeployment;
import dev.pluginhost.impl.registry.PluginOrder;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.wait.BlockingGuard;
import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.classpath.ManifestModules;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.graph.Wishes;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.layer.JarFiles;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.spi.PluginHostProvider;
import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a host, and provides further builders to the API. Not thread-safe. */
public final class HostBuilder implements PluginHost.Builder, PluginHostProvider {

    private static final Duration SETTLE = Duration.ofMillis(500);
    private static final int MOST_THREADS = 1024;
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** One processor is left to the application. */
    private static final int THREADS = Math.max(1, Math.min(4, PROCESSORS - 1));

    private final List<Source> sources = new ArrayList<>();
    private final Map<String, Source> inParts = new LinkedHashMap<>();
    private final Map<String, ImportTiming> timings = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private final List<Predicate<Thread>> nonBlocking = new ArrayList<>();
    private final List<Predicate<Thread>> blockingAllowed = new ArrayList<>();
    private final Set<String> nativeAccess = new HashSet<>();
    private List<String> order = List.of();
    private int importThreads = THREADS;
    private int spareThreads = Math.min(1, PROCESSORS - THREADS);
    private int openFiles = JarFiles.BY_LIMIT;
    private Duration importTimeout = Duration.ofSeconds(30);
    private Duration slowImportWarning = Duration.ofSeconds(5);
    private Duration stopTimeout = Duration.ofSeconds(5);
    private Duration collectionTimeout = Duration.ofSeconds(5);
    private Duration closeTimeout = Duration.ofSeconds(10);
    private BlockingPolicy blockingPolicy = BlockingPolicy.REFUSE;
    private VersionPolicy versionPolicy = VersionPolicy.REFUSE;
    private @Nullable Duration settle;
    private @Nullable Path dataDirectory;
    private @Nullable Function<String, @Nullable Map<String, String>> configuration;
    private @Nullable ModuleLayer applicationLayer;
    private @Nullable ClassLoader applicationLoader;
    private final Map<String, ModuleDescriptor> applicationModules = new HashMap<>();
    private @Nullable IndexStore indexes;

    /** For the service loader. */
    public HostBuilder() {}

    @Override
    public PluginHost.Builder newBuilder() {
        try {
            Objects.requireNonNull(Source.class);
        } catch (NoClassDefFoundError e) {
            CodeSource here = HostBuilder.class.getProtectionDomain().getCodeSource();
            throw new IllegalStateException(
                    "The artifact dev.pluginhost:host-modules is missing, wanted by host-impl"
                            + (here == null ? "" : " (" + here.getLocation() + ")") + "; add it to the class path",
                    e);
        }
        return new HostBuilder();
    }

    @Override
    public HostBuilder plugins(Path... paths) {
        return sources(false, paths);
    }

    @Override
    public HostBuilder bundle(Path... directories) {
        return sources(true, directories);
    }

    private HostBuilder sources(boolean areBundles, Path... paths) {
        for (Path path : paths) {
            sources.add(new Source(path.toAbsolutePath(), areBundles));
        }
        return this;
    }

    @Override
    public HostBuilder plugin(String name, Path... parts) {
        List<Path> absolute = new ArrayList<>();
        for (Path part : parts) {
            absolute.add(part.toAbsolutePath());
        }
        if (absolute.isEmpty()) {
            throw new IllegalArgumentException(
                    "Plugin " + pluginName(name) + " is given without a part; name at least one directory or jar");
        }
        inParts.put(pluginName(name), Source.ofParts(name, absolute));
        return this;
    }

    @Override
    public HostBuilder eager(String... names) {
        return timing(ImportTiming.EAGER, names);
    }

    @Override
    public HostBuilder background(String... names) {
        return timing(ImportTiming.BACKGROUND, names);
    }

    @Override
    public HostBuilder lazy(String... names) {
        return timing(ImportTiming.LAZY, names);
    }

    @Override
    public HostBuilder disabled(String... names) {
        return timing(ImportTiming.DISABLED, names);
    }

    private HostBuilder timing(ImportTiming timing, String... names) {
        for (String name : names) {
            timings.put(pluginName(name), timing);
        }
        return this;
    }

    static String pluginName(String name) {
        if (!Candidate.isName(requireNonNull(name, "name"))) {
            throw new IllegalArgumentException("No plugin can be called " + Printable.quoted(name)
                    + "; use the name of its module, such as acme.weather");
        }
        return name;
    }

    @Override
    public HostBuilder refused(String name, String reason) {
        pluginName(name);
        if (requireNonNull(reason, "reason").isBlank()) {
            throw new IllegalArgumentException("Plugin " + name + " is refused without a reason; give one");
        }
        refused.put(name, reason);
        return this;
    }

    @Override
    public HostBuilder order(String... names) {
        for (String name : names) {
            if (!PluginOrder.OTHERS.equals(name)) {
                pluginName(name);
            }
        }
        List<String> given = List.of(names);
        if (new HashSet<>(given).size() < given.size()) {
            throw new IllegalArgumentException(
                    "Plugins cannot be ordered as " + given + ", as a name is there twice; give each name once");
        }
        order = given;
        return this;
    }

    @Override
    public HostBuilder importThreads(int count) {
        if (count < 1 || count > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "A host has from 1 to " + MOST_THREADS + " import threads, not " + count);
        }
        importThreads = count;
        spareThreads = 0; // exactly as many as requested
        return this;
    }

    @Override
    public HostBuilder importTimeout(Duration timeout) {
        importTimeout = positive(timeout, "import timeout");
        return this;
    }

    @Override
    public HostBuilder slowImportWarning(Duration after) {
        slowImportWarning = positive(after, "time after which an import is slow");
        return this;
    }

    @Override
    public HostBuilder stopTimeout(Duration timeout) {
        stopTimeout = positive(timeout, "stop timeout");
        return this;
    }

    @Override
    public HostBuilder collectionTimeout(Duration timeout) {
        collectionTimeout = timeout.isZero() ? timeout : positive(timeout, "collection timeout");
        return this;
    }

    @Override
    public HostBuilder closeTimeout(Duration timeout) {
        closeTimeout = positive(timeout, "close timeout");
        return this;
    }

    static Duration positive(Duration timeout, String what) {
        if (requireNonNull(timeout, what).isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("The " + what + " must be more than zero, not " + timeout);
        }
        return timeout.compareTo(Deadline.FOREVER) < 0 ? timeout : Deadline.FOREVER;
    }

    @Override
    public HostBuilder nonBlocking(Predicate<Thread> threads) {
        nonBlocking.add(requireNonNull(threads, "threads"));
        return this;
    }

    @Override
    public HostBuilder nonBlocking(Thread... threads) {
        for (Thread thread : threads) {
            WeakReference<Thread> named = new WeakReference<>(requireNonNull(thread, "thread"));
            nonBlocking.add(named::refersTo);
        }
        return this;
    }

    @Override
    public HostBuilder blockingAllowed(Predicate<Thread> threads) {
        blockingAllowed.add(requireNonNull(threads, "threads"));
        return this;
    }

    @Override
    public HostBuilder blockingPolicy(BlockingPolicy policy) {
        blockingPolicy = requireNonNull(policy, "policy");
        return this;
    }

    @Override
    public HostBuilder versionPolicy(VersionPolicy policy) {
        versionPolicy = requireNonNull(policy, "policy");
        return this;
    }

    @Override
    public HostBuilder watch() {
        return watch(SETTLE);
    }

    @Override
    public HostBuilder watch(Duration quiet) {
        settle = positive(quiet, "settling time");
        return this;
    }

    @Override
    public HostBuilder dataDirectory(Path directory) {
        dataDirectory = requireNonNull(directory, "directory").toAbsolutePath();
        return this;
    }

    @Override
    public HostBuilder configuration(Function<String, @Nullable Map<String, String>> function) {
        configuration = requireNonNull(function, "configuration");
        return this;
    }

    @Override
    public HostBuilder index(Path directory) {
        indexes = new IndexStore(requireNonNull(directory, "directory").toAbsolutePath(), Outside.INFO, Outside.INFO);
        return this;
    }

    @Override
    public HostBuilder noIndex() {
        indexes = IndexStore.none();
        return this;
    }

    @Override
    public HostBuilder applicationLayer(ModuleLayer layer) {
        applicationLayer = requireNonNull(layer, "layer");
        return this;
    }

    @Override
    public HostBuilder applicationLoader(ClassLoader loader) {
        applicationLoader = requireNonNull(loader, "loader");
        try {
            if (Class.forName(PluginHost.class.getName(), false, loader) == PluginHost.class) {
                return this;
            }
        } catch (ClassNotFoundException e) {
            // the same as another class of that name
        }
        throw new IllegalArgumentException("Class loader " + loader + " does not see this host's "
                + PluginHost.class.getName() + "; give the loader of the host, or one below it");
    }

    @Override
    public HostBuilder applicationModule(ModuleDescriptor module) {
        applicationModules.put(requireNonNull(module, "module").name(), module);
        return this;
    }

    @Override
    public HostBuilder nativeAccess(String... names) {
        for (String name : names) {
            nativeAccess.add(pluginName(name));
        }
        return this;
    }

    @Override
    public HostBuilder openFiles(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("A host needs at least 1 open file, not " + most);
        }
        openFiles = most;
        return this;
    }

    @Override
    public PluginHost build() {
        Map<String, Source> given = new LinkedHashMap<>(inParts);
        Map<String, Source> developed = Map.of();
        String file = System.getProperty(DevelopmentFile.PROPERTY);
        if (file != null) {
            developed = DevelopmentFile.read(file);
            given.putAll(developed);
        }
        List<Source> all = new ArrayList<>(given.values()); // first, as they count more
        all.addAll(sources);
        List<Source> watched = settle != null ? all : List.copyOf(developed.values());
        IndexStore store = indexes != null ? indexes : IndexStore.inCache(Outside.INFO, Outside.INFO);
        Settings settings = new Settings(
                importThreads,
                spareThreads,
                importTimeout,
                slowImportWarning,
                stopTimeout,
                collectionTimeout,
                application(store),
                nativeAccess,
                openFiles,
                Clock.systemUTC(),
                Outside.CLOCK,
                Optional.ofNullable(dataDirectory),
                configuration);
        return new DefaultPluginHost(
                settings,
                all,
                store,
                new Wishes(timings, refused, order),
                versionPolicy,
                closeTimeout,
                watched.isEmpty() ? null : new HotDeployment.Watched(watched, settle != null ? settle : SETTLE),
                new BlockingGuard(nonBlocking, blockingAllowed, blockingPolicy));
    }

    private Application application(IndexStore store) {
        ModuleLayer own = PluginHost.class.getModule().getLayer();
        if (own != null) {
            ModuleLayer layer = applicationLayer == null ? own : applicationLayer;
            return seen(Application.ofLayer(layer, loaderOf(layer)));
        }
        ClassLoader loader = applicationLoader == null ? classPathLoader() : applicationLoader;
        ModuleLayer layer = applicationLayer == null ? ModuleLayer.boot() : applicationLayer;
        Map<String, ModuleDescriptor> declared = new HashMap<>(ManifestModules.of(loader));
        declared.putAll(applicationModules);
        return seen(
                Application.onClassPath(layer, loader, declared, store.beside("class path", sources), Outside.INFO));
    }

    /** The loader of pluginhost-junit says which modules plugins see. That one is in no module, so no package can be exported to it. */
    @SuppressWarnings("unchecked")
    private Application seen(Application all) {
        return applicationLoader instanceof Predicate<?> seen ? all.seenBy((Predicate<String>) seen) : all;
    }

    /** The context class loader if it sees this host, as with frameworks that load the application below their own loader; else the host's. */
    private static ClassLoader classPathLoader() {
        ClassLoader own = requireNonNull(PluginHost.class.getClassLoader(), "loader of the host");
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        for (ClassLoader each = context; each != null; each = each.getParent()) {
            if (each == own) {
                return context;
            }
        }
        return own;
    }

    /** The loader of a layer that the application has created, if it has only one; else the application class loader. */
    private static ClassLoader loaderOf(ModuleLayer layer) {
        if (layer == ModuleLayer.boot()) {
            return ClassLoader.getSystemClassLoader();
        }
        Set<ClassLoader> loaders = new HashSet<>();
        layer.modules().forEach(module -> loaders.add(module.getClassLoader()));
        ClassLoader only = loaders.size() == 1 ? loaders.iterator().next() : null;
        return only != null ? only : ClassLoader.getSystemClassLoader();
    }
}
