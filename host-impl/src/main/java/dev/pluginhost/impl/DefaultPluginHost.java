package dev.pluginhost.impl;

import static java.util.Objects.requireNonNull;

import dev.pluginhost.Dependents;
import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.Problem;
import dev.pluginhost.RefreshReport;
import dev.pluginhost.Registration;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.StartReport;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.deploy.HotDeployment;
import dev.pluginhost.impl.deploy.Installed;
import dev.pluginhost.impl.deploy.Reloads;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.graph.ApplicationModules;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Wishes;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.wait.BlockingGuard;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.Urgency;
import dev.pluginhost.impl.threads.PluginExecutor;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.index.IndexStore;
import dev.pluginhost.impl.layer.ArtifactOpener;
import dev.pluginhost.impl.layer.JarFiles;
import dev.pluginhost.impl.lifecycle.Steps;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.wait.Futures;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The host: puts the stages together and decides nothing itself.
 *
 * <ul>
 *   <li>{@link Installed} reads the sources: {@code discovery} finds candidates, {@code graph} says who requires whom.
 *   <li>{@link Imports} has plugins imported: it takes a plan from the graph, and flights through {@code layer} and
 *       {@code lifecycle} into the registry.
 *   <li>{@link Registry} answers what is imported now, without a lock.
 *   <li>{@link Events} has those told who listen.
 * </ul>
 *
 * <p>Safe for use by any thread. Of its own state, {@link #start} is set by who begins a start and unset when that is done,
 * {@link #closing} is set once, and {@link #closed} counts down once.
 */
final class DefaultPluginHost implements PluginHost {

    private static final Caller START = new Caller("PluginHost.start");
    private static final String CONTINUE_INSTEAD = "go on with thenAccept and the like there";
    private static final String START_INSTEAD = "use startAsync() there";

    private final Settings settings;
    private final Duration closeTimeout;
    private final Installed installed;
    private final Registry registry = new Registry();
    private final Events events;
    private final Imports imports;
    private final Reloads reloads;
    private final Optional<HotDeployment> hotDeployment;
    private final Listing listing;
    private final PluginExecutor loadThreads;
    private final UnprovidedServices unprovidedServices = new UnprovidedServices();

    /** The start that is under way, which all callers share until it is done; set by the first of them. */
    private final AtomicReference<@Nullable CompletableFuture<StartReport>> start = new AtomicReference<>();

    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    DefaultPluginHost(
            Settings settings,
            List<Source> sources,
            IndexStore indexes,
            Wishes wishes,
            VersionPolicy versions,
            Duration closeTimeout,
            Optional<Path> dataDirectory,
            Optional<Duration> settle,
            BlockingGuard guard) {
        this.settings = settings;
        this.closeTimeout = closeTimeout;
        JarFiles handles = new JarFiles(settings.openFiles(), message -> Thrown.warnSoon(message, null));
        this.installed = new Installed(
                sources,
                new ApplicationModules(settings.applicationLayer().configuration(), ModulePath::names),
                wishes,
                versions,
                settings.clock(),
                handles,
                indexes);
        this.loadThreads = new PluginExecutor("", settings.threads(), settings.applicationLoader());
        this.events = new Events(registry, settings.applicationLoader());
        ArtifactOpener opener = new ArtifactOpener(handles);
        this.imports = new Imports(
                settings, registry, events, guard, opener, installed, new PluginsView(this, settings, dataDirectory));
        this.reloads = new Reloads(
                installed,
                imports,
                registry,
                opener,
                settings.applicationLayer().configuration(),
                settings.applicationLoader(),
                settings.nanoClock());
        this.hotDeployment = settle.map(quiet ->
                new HotDeployment(reloads, sources, quiet, settings.applicationLoader()));
        this.listing = new Listing(registry, imports);
    }

    // Start

    @Override
    public StartReport start() {
        imports.beforeHostWait("start()", START_INSTEAD);
        return await(startAsync());
    }

    @Override
    public CompletableFuture<StartReport> startAsync() {
        CompletableFuture<StartReport> mine =
                imports.futures().ofHost("", "Waiting for the future of startAsync()", CONTINUE_INSTEAD);
        CompletableFuture<StartReport> underWay = start.compareAndExchange(null, mine);
        if (underWay != null) {
            return underWay.copy(); // a copy for each caller, so that nobody's cancellation is another one's
        }
        CompletableFuture<StartReport> answer = mine.copy();
        try {
            begin(mine);
        } catch (Throwable thrown) { // such as no memory for one more thread: the next start must not wait for this one
            start.set(null);
            mine.completeExceptionally(thrown);
        }
        return answer;
    }

    private void begin(CompletableFuture<StartReport> report) {
        long began = settings.nanoClock().getAsLong();
        CompletableFuture<StartReport> made = hotDeployment
                .map(this::watchedGraphLater)
                .orElseGet(() -> graphLater("start()", START_INSTEAD))
                .thenCompose(graph -> {
                    logProblems(graph.problems());
                    return imports.importEachAndLog(
                                    installed, names(graph, ImportTiming.EAGER), START, Urgency.AWAITED, "startAsync()")
                            .thenApply(results -> report(graph, results, began));
                });
        CompletableFuture<StartReport> unused = made.whenComplete((value, thrown) -> {
            start.set(null); // not kept: the failures in a report keep the classes of the plugins that failed
            if (thrown == null) {
                report.complete(value);
            } else {
                report.completeExceptionally(Futures.unwrapped(thrown));
            }
        });
    }

    /** The graph, read after the watch has begun, by the first start anew, so that no change is missed in between. */
    private CompletableFuture<PluginGraph> watchedGraphLater(HotDeployment watching) {
        Thrown.prepareLog();
        return imports.onHostThread(watching.beginning(), "start()", START_INSTEAD);
    }

    private StartReport report(PluginGraph graph, Map<String, ImportResult> eager, long began) {
        if (closing.get()) {
            throw Imports.closed("");
        }
        Duration took = Duration.ofNanos(settings.nanoClock().getAsLong() - began);
        List<String> background = names(graph, ImportTiming.BACKGROUND);
        background.removeIf(name -> graph.obstacle(name, "").isPresent()); // its problem is in the report
        CompletableFuture<Map<String, ImportResult>> unused =
                imports.importEachAndLog(installed, background, START, Urgency.BACKGROUND, "startAsync()");
        List<Problem> split = graph.splitPackages();
        logProblems(split);
        List<Problem> problems = new ArrayList<>(graph.problems());
        problems.addAll(split);
        awaitLogged(eager);
        int lazy = names(graph, ImportTiming.LAZY).size();
        return new StartReport(took, eager, background, lazy, GraphCheck.sorted(problems));
    }

    /** Waits for a moment until failures are logged, so that what callers do next is logged after them. */
    private static void awaitLogged(Map<String, ImportResult> results) {
        for (ImportResult result : results.values()) {
            if (result.failure().isPresent()) {
                Thrown.awaitWarnings();
                return;
            }
        }
    }

    /** An application may not look at the report. */
    private void logProblems(List<Problem> problems) {
        for (Problem problem : GraphCheck.sorted(problems)) {
            if (problem.severity() == Problem.Severity.ERROR) {
                imports.log(problem);
            } else if (problem.severity() == Problem.Severity.WARNING) {
                Thrown.warnSoon(problem.message(), null);
            }
        }
    }

    private static List<String> names(PluginGraph graph, ImportTiming timing) {
        List<String> names = new ArrayList<>();
        for (PluginNode node : graph.nodes()) {
            if (node.timing() == timing) {
                names.add(node.name());
            }
        }
        return names;
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
        Deadline deadline = Deadline.in(positive(timeout));
        return there != null ? there.handle() : importNow(name, deadline);
    }

    private ImportedModule importNow(String name, Deadline deadline) {
        if (closing.get()) {
            throw Imports.closed(name);
        }
        imports.beforeImport(name); // before anything is begun: a call that is refused has no effect
        try {
            graphNow("importModule(\"" + name + "\")", deadline);
        } catch (TimeoutException e) {
            throw imports.timedOut(name, deadline, Caller.here());
        }
        return imports.importNow(installed, name, deadline);
    }

    private static Duration positive(Duration timeout) {
        if (requireNonNull(timeout, "timeout").isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("The timeout must be more than zero, not " + timeout);
        }
        return timeout;
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
        Deadline deadline = Deadline.in(positive(timeout));
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
                graph -> imports.importEach(installed, all, caller, Urgency.AWAITED, "importAll(" + all + ")"));
        return Futures.ending(results, results.exceptionally(thrown -> allFailed(all, thrown)));
    }

    /** There was no graph to ask, as the host was closed or the sources could not be read: that is each name's result. */
    private static Map<String, ImportResult> allFailed(List<String> names, Throwable thrown) {
        if (!(Futures.unwrapped(thrown) instanceof PluginException failure)) {
            throw new CompletionException(Futures.unwrapped(thrown));
        }
        Map<String, ImportResult> results = new LinkedHashMap<>();
        for (String name : names) {
            results.put(
                    name,
                    new ImportResult(
                            name,
                            ImportResult.Outcome.FAILED,
                            Optional.empty(),
                            Optional.of(failure instanceof HostClosedException ? Imports.closed(name) : failure)));
        }
        return Collections.unmodifiableMap(results);
    }

    // Unload

    @Override
    public CompletableFuture<UnloadReport> unload(String name) {
        return unload(name, Dependents.UNLOAD_FIRST);
    }

    @Override
    public CompletableFuture<UnloadReport> unload(String name, Dependents dependents) {
        requireNonNull(name, "name");
        requireNonNull(dependents, "dependents");
        Caller caller = Caller.here();
        String call = "Waiting for the future of unload(\"" + name + "\")";
        if (installed.graph() == null) { // so nothing is imported; whether there is such a plugin is to be found out
            return withGraph(name, call, graph -> imports.unload(graph, name, dependents, caller));
        }
        return reloads.unload(name, dependents, caller, call, CONTINUE_INSTEAD);
    }

    @Override
    public CompletableFuture<ReloadReport> reload(String name) {
        return reloads.reload(requireNonNull(name, "name"), Caller.here());
    }

    @Override
    public Optional<ImportedModule> find(String name) {
        return registry.handle(requireNonNull(name, "name"));
    }

    @Override
    @SuppressWarnings("unchecked") // the list holds instances of the key's type alone
    public <S> List<S> services(Class<S> service) {
        return (List<S>) registry.services(requireNonNull(service, "service"));
    }

    @Override
    @SuppressWarnings("unchecked") // the list holds instances of the key's type alone
    public <S> CompletableFuture<List<S>> importServices(Class<S> service) {
        requireNonNull(service, "service");
        Caller caller = Caller.here();
        return withGraph("", "Waiting for the future of importServices(" + service.getName() + ")", graph -> {
            List<String> providers = providers(graph, service.getName());
            if (providers.isEmpty()) {
                unprovidedServices.askedFor(service.getName(), graph);
            }
            CompletableFuture<Map<String, ImportResult>> imported = imports.importEachAndLog(
                    installed, providers, caller, Urgency.AWAITED, "importServices(" + service.getName() + ")");
            return Futures.ending(imported, imported.thenApply(results -> servicesOf(service, results)));
        });
    }

    @SuppressWarnings("unchecked") // the list holds instances of the key's type alone
    private <S> List<S> servicesOf(Class<S> service, Map<String, ImportResult> results) {
        if (closing.get()) {
            throw Imports.closed("");
        }
        awaitLogged(results);
        results.values().forEach(result -> result.module().ifPresent(module -> warnOfNamesake(module, service)));
        return (List<S>) registry.servicesByPluginName(service);
    }

    /** A copy of the service type in another place is another type, and its providers are not the ones asked for. */
    private static void warnOfNamesake(ImportedModule module, Class<?> service) {
        try {
            Class<?> seen =
                    Class.forName(service.getName(), false, module.module().getClassLoader());
            if (seen != service) {
                Thrown.warn(
                        "Plugin " + module.name() + " provides " + service.getName() + " of " + seen.getModule()
                                + ", not the one asked for, which is of " + service.getModule()
                                + "; have one copy of it, in a module of the application",
                        null);
            }
        } catch (ClassNotFoundException | LinkageError | IllegalStateException e) {
            Thrown.tellSoon(System.Logger.Level.DEBUG, "Service type " + service.getName() + " of " + module, e);
        }
    }

    private List<String> providers(PluginGraph graph, String service) {
        List<String> names = new ArrayList<>();
        for (PluginNode node : graph.nodes()) {
            if (node.timing() != ImportTiming.DISABLED && provides(node, service) && imports.isWorthTrying(node)) {
                names.add(node.name());
            }
        }
        return names;
    }

    private static boolean provides(PluginNode node, String service) {
        for (Provides provides : node.candidate().descriptor().provides()) {
            if (provides.service().equals(service)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Executor importExecutor() {
        return loadThreads;
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
        if (registration == null) {
            throw Imports.closed("");
        }
        if (closing.get()) {
            registration.close();
            throw Imports.closed("");
        }
        return registration;
    }

    // What is installed

    @Override
    public List<PluginInfo> plugins() {
        if (installed.last() == null && !closing.get()) {
            graphNow("plugins()");
        }
        return listing.of(installed.last());
    }

    @Override
    public List<Problem> check() {
        imports.guard("check()", "call it through importExecutor()");
        String call = "check()";
        PluginGraph graph = graphNow(call);
        return await(imports.onCheckThread(
                () -> new GraphCheck(graph, settings.applicationLayer().configuration(), settings.applicationLoader())
                        .run(),
                call,
                "call it through importExecutor()"));
    }

    @Override
    public RefreshReport refresh() {
        imports.guard("refresh()", "call it through importExecutor()");
        RefreshReport report =
                await(imports.onHostThread(installed.refreshing(), "refresh()", "call it through importExecutor()"));
        PluginGraph graph = installed.graph();
        imports.forget(name -> graph != null && graph.find(name) != null);
        return report;
    }

    // The graph, read when first needed

    private PluginGraph graphNow(String call) {
        try {
            return graphNow(call, Deadline.none());
        } catch (TimeoutException e) {
            throw new IllegalStateException("Who waits without end has waited for too long", e);
        }
    }

    private PluginGraph graphNow(String call, Deadline deadline) throws TimeoutException {
        PluginGraph known = installed.graph();
        if (known != null) {
            return known;
        }
        String early = call + " before the sources have been read";
        imports.guard(early, START_INSTEAD); // before anything is begun: a call that is refused has no effect
        return await(graphLater(early, START_INSTEAD), deadline);
    }

    private CompletableFuture<PluginGraph> graphLater(String call, String instead) {
        PluginGraph known = installed.graph();
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        Thrown.prepareLog();
        return imports.onHostThread(installed.readingOnce(), call, instead);
    }

    /** What comes of the graph, at once if it has been read; the future is the caller's own. */
    private <T> CompletableFuture<T> withGraph(
            String module, String call, Function<PluginGraph, CompletableFuture<T>> use) {
        PluginGraph known = installed.graph();
        if (known != null) {
            try {
                return use.apply(known);
            } catch (RuntimeException | Error e) { // whatever the outcome, it is the future's
                CompletableFuture<T> failed = imports.futures().ofHost(module, call, CONTINUE_INSTEAD);
                failed.completeExceptionally(e);
                return failed;
            }
        }
        if (closing.get()) {
            CompletableFuture<T> answer = imports.futures().ofHost(module, call, CONTINUE_INSTEAD);
            answer.completeExceptionally(Imports.closed(module));
            return answer;
        }
        return imports.futures().whenThere(graphLater(call, CONTINUE_INSTEAD), module, call, CONTINUE_INSTEAD, use);
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return await(future, Deadline.none());
        } catch (TimeoutException e) {
            throw new IllegalStateException("Who waits without end has waited for too long", e);
        }
    }

    private static <T> T await(CompletableFuture<T> future, Deadline deadline) throws TimeoutException {
        try {
            return future.get(deadline.left(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImportInterruptedException(
                    "Thread \"" + Thread.currentThread().getName()
                            + "\" was interrupted while it waited for the plugin host",
                    Origin.of(""),
                    e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof HostClosedException) {
                throw Imports.closed("");
            }
            if (cause instanceof PluginException failure) {
                throw failure;
            }
            throw new IllegalStateException("The plugin host failed: " + Thrown.text(cause == null ? e : cause), cause);
        }
    }

    // Close

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            Steps.run("end its load threads", loadThreads::shutDown);
            Steps.run("end its watch", () -> hotDeployment.ifPresent(HotDeployment::close));
            Steps.run("end its reloads", reloads::close);
            Steps.run("end its imports", () -> imports.close(closeTimeout));
            Steps.run("end its registrations", events::close);
            closed.countDown();
        } else if (!imports.isAwaitedByClose() && !events.isTelling()) {
            awaitClosed();
        }
    }

    private void awaitClosed() {
        long end = System.nanoTime() + closeTimeout.toNanos();
        boolean interrupted = false;
        while (true) {
            try {
                if (!closed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    Thrown.warnSoon("The plugin host is still being closed by another thread", null);
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
