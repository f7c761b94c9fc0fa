package dev.pluginhost.impl;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.scan.ReferredClasses;
import java.io.IOException;
import java.lang.module.Configuration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds automatic modules that refer to packages that only other plugins have. An automatic module cannot require a plugin, so its
 * classes do not find those packages. Reads the class files of automatic modules. Used once, by one thread.
 */
final class UnseenPackages {

    private final PluginGraph graph;
    private final ClassLoader applicationLoader;
    private final Set<String> ofApplication = new HashSet<>();

    /** The plugin that has each package; the first by name, if several do. */
    private final Map<String, String> owners = new HashMap<>();

    UnseenPackages(PluginGraph graph, Configuration application, ClassLoader applicationLoader) {
        this.graph = graph;
        this.applicationLoader = applicationLoader;
        addPackages(application);
        for (PluginNode node : graph.nodes()) {
            for (ModuleArtifact module : node.candidate().modules()) {
                module.descriptor().packages().forEach(name -> owners.putIfAbsent(name, node.name()));
            }
        }
    }

    private void addPackages(Configuration application) {
        application
                .modules()
                .forEach(module ->
                        ofApplication.addAll(module.reference().descriptor().packages()));
        application.parents().forEach(this::addPackages);
    }

    /** Examines a plugin that can be resolved; adds one problem at most. */
    void examine(PluginNode node, Set<String> unused, List<Problem> problems) {
        Set<String> unseen = null;
        for (ModuleArtifact module : node.candidate().modules()) {
            if (module.descriptor().isAutomatic() && !module.exploded() && !unused.contains(module.name())) {
                unseen = unseen == null ? unseenBy(node) : unseen;
                String message = unseen.isEmpty() ? null : message(node, module, unseen);
                if (message != null) {
                    problems.add(new Problem(
                            Problem.Severity.WARNING,
                            Reason.UNSEEN_PACKAGE,
                            node.name(),
                            Optional.of(node.candidate().location()),
                            message));
                    return;
                }
            }
        }
    }

    /** The packages of plugins that neither the application has, nor this plugin, nor one that it requires, directly or not. */
    private Set<String> unseenBy(PluginNode node) {
        Set<String> unseen = new HashSet<>(owners.keySet());
        unseen.removeAll(ofApplication);
        node.candidate()
                .modules()
                .forEach(own -> unseen.removeAll(own.descriptor().packages()));
        for (PluginNode required : graph.plan(node.name(), none -> false)) {
            required.candidate()
                    .modules()
                    .forEach(seen -> unseen.removeAll(seen.descriptor().packages()));
        }
        return unseen;
    }

    private @Nullable String message(PluginNode node, ModuleArtifact module, Set<String> unseen) {
        TreeMap<String, String> referred;
        try {
            referred = new TreeMap<>(ReferredClasses.of(module.file(), unseen));
        } catch (IOException e) { // an import will report it
            Thrown.tellSoon(System.Logger.Level.DEBUG, "Class files of " + module.file(), e);
            return null;
        }
        referred.values().removeIf(this::isOnClassPath);
        if (referred.isEmpty()) {
            return null;
        }
        String first = referred.firstKey();
        int more = referred.size() - 1;
        boolean flat = node.candidate().libraries().isEmpty();
        return "Plugin " + node.name() + " (" + node.candidate().location() + ") refers to " + referred.get(first)
                + ", and only plugin " + owners.get(first) + " has the package " + first
                + (more == 0 ? "" : " (likewise for " + more + " more package" + (more == 1 ? ")" : "s)"))
                + "; module " + module.name() + " has no declaration and cannot require a plugin, so put "
                + (flat ? "both into one directory (a bundle)" : "a jar with the package into the bundle");
    }

    private boolean isOnClassPath(String type) {
        return applicationLoader.getResource(type.replace('.', '/').concat(".class")) != null;
    }
}
