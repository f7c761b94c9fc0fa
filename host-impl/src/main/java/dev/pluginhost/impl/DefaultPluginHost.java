package dev.pluginhost.impl;

import static java.util.Objects.requireNonNull;

import dev.pluginhost.Dependents;
import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.Problem;
import dev.pluginhost.RefreshReport;
import dev.pluginhost.Registration;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.StartReport;
import dev.pluginhost.TimelineEntry;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.deploy.HotDeployment;
import dev.pluginhost.impl.deploy.Reloads;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.installed.Installed;
import dev.pluginhost.impl.installed.Installed.LastReading;
import dev.pluginhost.impl.lifecycle.HostAccess;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.listing.Description;
import dev.pluginhost.impl.listing.Listing;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.threads.PluginExecutor;
import dev.pluginhost.impl.unload.TimeBudget;
import dev.pluginhost.impl.wait.BlockingGuard;
import dev.pluginhost.impl.wait.Futures;
import dev.pluginhost.impl.wait.HostFuture;
import dev.pluginhost.impl.wait.Refusals;
import dev.pluginhost.modules.check.GraphCheck;
import dev.pluginhost.modules.check.Inspection;
import dev.pluginhost.modules.check.Inspection.Inspectable;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.Wishes;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.layer.ArtifactOpener;
import dev.pluginhost.modules.layer.JarFiles;
import dev.pluginhost.modules.scan.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The host: checks arguments, reads the sources when they are first needed, and delegates. Thread-safe. Its own state: {@link #closing}, which
 * the first close sets; {@link #closed}, which counts down when that is done. And what is made when it is first needed, under {@link #making}.
 */
final class DefaultPluginHost implements PluginHost, HostAccess, Inspectable {

    static final String START_INSTEAD = "use startAsync() there";
    private static final String EXECUTOR_INSTEAD = "call it through importExecutor()";

    private final Settings settings;
    private final Duration closeTimeout;
    private final Installed installed;
    private final Registry registry;
    private final Events events;
    private final Imports imports;
    private final ArtifactOpener opener;
    private final HostStart start;
    private final @Nullable HotDeployment hotDeployment;

    /** Guards what is made when it is first needed, which the first import does not need. Held for nothing else. */
    private final Object making = new Object();

    private @Nullable Reloads reloads;
    private @Nullable PluginExecutor executor;
    private @Nullable ServiceImports serviceImports;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    DefaultPluginHost(
            Settings settings,
            List<Source> sources,
            IndexStore indexes,
            Wishes wishes,
            VersionPolicy versions,
            Duration closeTimeout,
            HotDeployment.@Nullable Watched watched,
            BlockingGuard guard) {
        this.settings = settings;
        this.closeTimeout = closeTimeout;
        this.registry = new Registry(wishes.order());
        JarFiles handles = new JarFiles(settings.openFiles(), Outside.WARNING);
        this.installed = new Installed(
                sources,
                new ApplicationModules(
                        settings.application().layer().configuration(), settings.application(), Outside.MODULE_PATH),
                wishes,
                versions,
                settings.clock(),
                handles,
                indexes);
        this.events = new Events(registry, settings.applicationLoader());
        this.opener = new ArtifactOpener(handles);
        this.imports = new Imports(settings, registry, events, guard, opener, installed, this);
        this.hotDeployment =
                watched == null ? null : new HotDeployment(reloads(), watched, settings.applicationLoader());
        this.start = new HostStart(installed, imports, hotDeployment, settings.nanoClock());
    }

    // What is made when it is first needed

    private Reloads reloads() {
        synchronized (making) {
            Reloads made = reloads;
            if (made == null) {
                made = new Reloads(
                        installed,
                        imports,
                        registry,
                        opener,
                        settings.application(),
                        settings.applicationLoader(),
                        settings.nanoClock());
                reloads = made;
                if (closing.get()) { // close has not seen it
                    made.close();
                }
            }
            return made;
        }
    }

    private ServiceImports serviceImports() {
        synchronized (making) {
            ServiceImports made = serviceImports;
            if (made == null) {
                made = new ServiceImports(installed, imports, registry);
                serviceImports = made;
            }
            return made;
        }
    }

    // For the plugins

    @Override
    public PluginHost host() {
        return this;
    }

    @Override
    public Optional<Path> dataDirectory() {
        return settings.dataDirectory();
    }

    @Override
    public @Nullable Function<String, @Nullable Map<String, String>> configuration() {
        return settings.configuration();
    }

    @Override
    public ClassLoader applicationLoader() {
        return settings.applicationLoader();
    }

    @Override
    public PluginTasks newTasks(String plugin) {
        return PluginExecutor.of(plugin, settings.threads(), settings.applicationLoader());
    }

    // Start

    @Override
    public StartReport start() {
        imports.waits().beforeHostWait("start()", START_INSTEAD);
        return imports.await(start.begin(), "", Deadline.none());
    }

    @Override
    public CompletableFuture<StartReport> startAsync() {
        return start.begin().copy();
    }

    // Import

    @Override
    public ImportedModule importModule(String name) {
        ImportedModule staying = registry.staying(requireNonNull(name, "name"));
        if (staying != null) {
            return staying;
        }
        Imported there = imports.present(name);
        return there != null ? there.handle() : importNow(name, Deadline.none());
    }

    @Override
    public ImportedModule importModule(String name, Duration timeout) {
        Imported there = imports.present(requireNonNull(name, "name"));
        Deadline deadline = Deadline.in(HostBuilder.positive(timeout, "timeout"));
        return there != null ? there.handle() : importNow(name, deadline);
    }

    private ImportedModule importNow(String name, Deadline deadline) {
        if (closing.get()) {
            throw Imports.closed(name);
        }
        imports.waits().beforeImport(name); // first, as a refused call has no effect
        graphNow("importModule(\"" + name + "\")", name, deadline);
        return imports.importNow(installed, name, deadline);
    }

    @Override
    public CompletableFuture<ImportedModule> importModuleAsync(String name) {
        Imported there = imports.present(requireNonNull(name, "name"));
        if (there != null) {
            return imports.futures().answered(there.handle());
        }
        Caller caller = Caller.here();
        return withGraph(
                name,
                "Waiting for the future of importModuleAsync(\"" + name + "\")",
                graph -> imports.importLater(installed, name, caller));
    }

    @Override
    public CompletableFuture<ImportedModule> importModuleAsync(String name, Duration timeout) {
        Deadline deadline = Deadline.in(HostBuilder.positive(timeout, "timeout"));
        CompletableFuture<ImportedModule> future = importModuleAsync(name);
        if (!future.isDone()) {
            imports.endAt(deadline, future, name, Caller.here());
        }
        return future;
    }

    @Override
    public CompletableFuture<Map<String, ImportResult>> importAll(Collection<String> names) {
        List<String> all = new ArrayList<>();
        names.forEach(name -> all.add(requireNonNull(name, "name")));
        Caller caller = Caller.here();
        CompletableFuture<Map<String, ImportResult>> results = withGraph(
                "",
                "Waiting for the future of importAll(" + all + ")",
                graph -> imports.importEach(installed, all, caller, Urgency.AWAITED, "importAll(" + all + ")", false));
        return Futures.ending(
                results, results.exceptionally(thrown -> Refusals.results(all, Futures.unwrapped(thrown))));
    }

    // Unload

    @Override
    public CompletableFuture<UnloadReport> unload(String name, Dependents dependents) {
        requireNonNull(name, "name");
        requireNonNull(dependents, "dependents");
        Caller caller = Caller.here();
        String call = "Waiting for the future of unload(\"" + name + "\")";
        return withGraph(name, call, graph -> reloads().unload(graph, name, dependents, caller, call));
    }

    @Override
    public CompletableFuture<ReloadReport> reload(String name) {
        return reloads().reload(requireNonNull(name, "name"), Caller.here());
    }

    @Override
    public Optional<ImportedModule> find(String name) {
        return registry.handle(requireNonNull(name, "name"));
    }

    @Override
    @SuppressWarnings("unchecked") // the list holds instances of the key's type only
    public <S> List<S> services(Class<S> service) {
        return (List<S>) registry.services(requireNonNull(service, "service"));
    }

    @Override
    public <S> CompletableFuture<List<S>> importServices(Class<S> service) {
        Caller caller = Caller.here();
        String call = "Waiting for the future of importServices("
                + requireNonNull(service, "service").getName() + ")";
        return withGraph("", call, graph -> serviceImports().of(service, graph, caller));
    }

    @Override
    public Executor importExecutor() {
        synchronized (making) {
            PluginExecutor made = executor;
            if (made == null) {
                made = new PluginExecutor("", settings.threads(), settings.applicationLoader());
                executor = made;
                if (closing.get()) { // close has not seen it
                    made.stop();
                }
            }
            return made;
        }
    }

    @Override
    public Registration listen(PluginListener listener) {
        return unlessClosed(events.listen(requireNonNull(listener, "listener"), imports.loaderHere()));
    }

    @Override
    public <S> Registration listen(Class<S> service, ServiceListener<? super S> listener) {
        return unlessClosed(events.listen(
                requireNonNull(service, "service"), requireNonNull(listener, "listener"), imports.loaderHere()));
    }

    private Registration unlessClosed(@Nullable Registration registration) {
        if (registration == null || closing.get()) {
            throw Imports.closed(""); // close removes a listener that was registered meanwhile
        }
        return registration;
    }

    // What is installed

    @Override
    public List<PluginInfo> plugins() {
        return new Listing(registry, imports).of(lastReading("plugins()"));
    }

    @Override
    public String describe() {
        return Description.of(new Listing(registry, imports), lastReading("describe()"));
    }

    /** Null if the sources have not been read before the host was closed. */
    private @Nullable LastReading lastReading(String call) {
        if (installed.last() == null && !closing.get()) {
            graphNow(call, "", Deadline.none());
        }
        return installed.last();
    }

    @Override
    public List<TimelineEntry> timeline() {
        return imports.table().timeline().entries();
    }

    @Override
    public List<Problem> check() {
        imports.waits().beforeHostCall("check()", EXECUTOR_INSTEAD);
        PluginGraph graph = graphNow("check()", "", Deadline.none());
        CompletableFuture<List<Problem>> problems = imports.checks()
                .begin("check()", () -> new GraphCheck(graph, settings.application(), Outside.INFO).run(), null);
        return imports.await(imports.futures().guarded(problems, "check()", EXECUTOR_INSTEAD), "", Deadline.none());
    }

    @Override
    public Inspection inspect(Runtime.Version release) {
        imports.waits().beforeHostCall("inspect()", EXECUTOR_INSTEAD);
        return new Inspection(graphNow("inspect()", "", Deadline.none()), settings.application(), release);
    }

    @Override
    public RefreshReport refresh() {
        imports.waits().beforeHostCall("refresh()", EXECUTOR_INSTEAD);
        CompletableFuture<RefreshReport> report =
                installed.refresh(imports, "refresh()", Caller.here().description());
        return imports.await(imports.futures().guarded(report, "refresh()", EXECUTOR_INSTEAD), "", Deadline.none());
    }

    // The graph, which is read when it is first needed

    private PluginGraph graphNow(String call, String name, Deadline deadline) {
        PluginGraph known = installed.graph();
        if (known != null) {
            return known;
        }
        String early = call + " before the sources have been read";
        imports.waits().beforeHostCall(early, START_INSTEAD); // first, as a refused call has no effect
        return imports.await(
                imports.futures().guarded(installed.readOnce(imports, early), early, START_INSTEAD), name, deadline);
    }

    /** What is made of the graph, now if that has been read; the future is the caller's own. */
    private <T> CompletableFuture<T> withGraph(
            String module, String call, Function<PluginGraph, CompletableFuture<T>> use) {
        PluginGraph known = installed.graph();
        if (known == null && !closing.get()) {
            return imports.futures().then(installed.readOnce(imports, call), module, call, false, use);
        }
        try {
            if (known != null) {
                return use.apply(known);
            }
            throw Imports.closed(module);
        } catch (RuntimeException | Error e) { // the future has the result, whatever it is
            HostFuture<T> failed = imports.futures().ofCall(module, call, true);
            failed.accept(null, e);
            return failed;
        }
    }

    // Close

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            start.logReport();
            PluginExecutor tasks;
            Reloads moves;
            synchronized (making) {
                tasks = executor;
                moves = reloads;
            }
            if (tasks != null) {
                Thrown.run("end its executor", tasks::stop);
            }
            if (hotDeployment != null) {
                Thrown.run("end its watch", hotDeployment::close);
            }
            if (moves != null) {
                Thrown.run("end its reloads", moves::close);
            }
            Thrown.run("end its imports", () -> imports.close(closeTimeout));
            Thrown.run("end its registrations", events::close);
            Thrown.run("release its bundles", installed::close);
            closed.countDown();
        } else if (!imports.waits().isWithinPlugin() && !events.isTelling()) {
            TimeBudget time = TimeBudget.each(closeTimeout);
            if (!time.awaitStep(share -> closed.await(share.toNanos(), TimeUnit.NANOSECONDS))) {
                Thrown.warnSoon("Another thread still closes the plugin host", null);
            }
            time.restoreInterrupt();
        }
    }
}
