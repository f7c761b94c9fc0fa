package dev.pluginhost.impl;

import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.Problem;
import dev.pluginhost.impl.installed.Installed;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.wait.Futures;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import java.lang.System.Logger.Level;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Imports the plugins that provide a service, and looks the service up. Thread-safe. */
final class ServiceImports {

    /** A service that no plugin provides is logged once while the same plugins are installed, until so many are logged. */
    private static final int MOST_LOGGED = 1_000;

    private static final int FEW = 5;

    private final Installed installed;
    private final Imports imports;
    private final Registry registry;

    /** The services that were logged while a graph was the installed one. */
    private record Logged(PluginGraph graph, Set<String> names) {}

    private final AtomicReference<@Nullable Logged> logged = new AtomicReference<>();

    ServiceImports(Installed installed, Imports imports, Registry registry) {
        this.installed = installed;
        this.imports = imports;
        this.registry = registry;
    }

    /** Imports the providers of a service in a graph; the future is the caller's own. */
    <S> CompletableFuture<List<S>> of(Class<S> service, PluginGraph graph, Caller caller) {
        String name = service.getName();
        List<String> providers = new ArrayList<>();
        for (PluginNode node : graph.providers(name)) {
            if (node.timing() != ImportTiming.DISABLED && imports.isWorthTrying(node)) {
                providers.add(node.name());
            }
        }
        boolean none =
                providers.isEmpty() && registry.services(service).isEmpty(); // what runs may not be installed any more
        if (none && isToBeLogged(name, graph)) {
            log(name, graph);
        }
        CompletableFuture<Map<String, ImportResult>> imported =
                imports.importEach(installed, providers, caller, Urgency.AWAITED, "importServices(" + name + ")", true);
        return Futures.ending(imported, imported.thenApply(results -> services(service, results)));
    }

    private boolean isToBeLogged(String service, PluginGraph graph) {
        Logged now = logged.updateAndGet(
                last -> last != null && last.graph == graph ? last : new Logged(graph, ConcurrentHashMap.newKeySet()));
        Set<String> names = Objects.requireNonNull(now).names;
        return names.size() < MOST_LOGGED && names.add(service);
    }

    @SuppressWarnings("unchecked") // the list holds instances of the key's type only
    private <S> List<S> services(Class<S> service, Map<String, ImportResult> results) {
        if (imports.table().isClosed()) {
            throw Imports.closed("");
        }
        HostStart.awaitLogged(results);
        results.values().forEach(result -> result.module().ifPresent(module -> warnOfCopy(module, service)));
        return (List<S>) registry.services(service);
    }

    /** A copy of the service type in another module is another type, and its providers are not found. */
    private static void warnOfCopy(ImportedModule module, Class<?> service) {
        try {
            Class<?> seen =
                    Class.forName(service.getName(), false, module.module().getClassLoader());
            if (seen != service) {
                Thrown.warn(
                        "Plugin " + module.name() + " provides " + service.getName() + " of " + seen.getModule()
                                + ", not the requested type, which is of " + service.getModule()
                                + "; keep one copy of it, in a module of the application",
                        null);
            }
        } catch (ClassNotFoundException | LinkageError | IllegalStateException e) {
            Thrown.tellSoon(Level.DEBUG, "Service type " + service.getName() + " of " + module, e);
        }
    }

    // A service that no plugin provides

    private static void log(String service, PluginGraph graph) {
        List<String> disabled = new ArrayList<>();
        List<String> alike = new ArrayList<>();
        for (PluginNode node : graph.nodes()) {
            if (node.provides(service)) {
                if (node.timing() != ImportTiming.DISABLED) {
                    return; // its failure was logged before
                }
                disabled.add(node.name());
            }
            for (Provides provides : node.candidate().descriptor().provides()) {
                if (simpleName(provides.service()).equals(simpleName(service))) {
                    alike.add(node.name() + " provides " + provides.service());
                }
            }
        }
        String fact = "None of the " + graph.nodes().size() + " installed plugins provides " + service
                + ", wanted by importServices";
        Thrown.tellSoon(Level.INFO, fact + cure(service, graph, disabled, alike), null);
    }

    private static String cure(String service, PluginGraph graph, List<String> disabled, List<String> alike) {
        if (!disabled.isEmpty()) {
            return ", except disabled ones (" + few(disabled) + "); enable one of them";
        }
        List<String> broken = graph.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .map(Problem::subject)
                .distinct()
                .toList();
        if (alike.isEmpty() && broken.isEmpty()) {
            return "; install one, or add \"provides " + service + " with <class>\" to its declaration";
        }
        return (alike.isEmpty() ? "" : "; did you mean another type: " + few(alike) + "?")
                + (broken.isEmpty()
                        ? ""
                        : "; one that cannot be used may provide it (check() says why): " + few(broken));
    }

    private static String simpleName(String type) {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    private static String few(List<String> texts) {
        String first = String.join(", ", texts.stream().limit(FEW).toList());
        return texts.size() <= FEW ? first : first + " and " + (texts.size() - FEW) + " more";
    }
}
