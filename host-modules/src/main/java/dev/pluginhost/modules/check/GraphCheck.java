package dev.pluginhost.modules.check;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.layer.Resolution;
import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Resolves every installed plugin as an import would, and collects the problems. Loads no class and leaves no file open; reads the
 * class files of automatic modules and libraries. Used once, by one thread.
 */
public final class GraphCheck {

    private final PluginGraph graph;
    private final Application application;
    private final BiConsumer<String, Throwable> log;
    private final List<Problem> problems = new ArrayList<>();

    /** The plugin that has each package which the application has not; the first by name, if several do. */
    private final Map<String, String> owners = new HashMap<>();

    /**
     * Makes a check.
     *
     * @param log takes what cannot be read, and what was thrown
     */
    public GraphCheck(PluginGraph graph, Application application, BiConsumer<String, Throwable> log) {
        this.graph = graph;
        this.application = application;
        this.log = log;
    }

    /** Problems, the most severe first, then by subject. */
    public static List<Problem> sorted(List<Problem> problems) {
        if (problems.size() < 2) {
            return List.copyOf(problems);
        }
        Comparator<Problem> order = Comparator.comparing(Problem::severity)
                .thenComparing(Problem::subject)
                .thenComparing(Problem::reason)
                .thenComparing(Problem::message);
        return problems.stream().sorted(order).toList();
    }

    /** The names of the modules on the module path, without entries that cannot be read: the log takes these. The JDK reads every module. */
    public static Set<String> modulePath(BiConsumer<String, Throwable> log) {
        Set<String> names = new HashSet<>();
        for (String entry : System.getProperty("jdk.module.path", "").split(File.pathSeparator, -1)) {
            try {
                if (!entry.isEmpty()) {
                    ModuleFinder.of(Path.of(entry))
                            .findAll()
                            .forEach(module -> names.add(module.descriptor().name()));
                }
            } catch (FindException | InvalidPathException e) { // the names only improve the message of another failure
                log.accept("Module path entry " + entry, e);
            }
        }
        return names;
    }

    public List<Problem> run() {
        problems.addAll(graph.problems());
        for (PluginNode node : graph.nodes()) { // libraries are nobody else's
            node.candidate().descriptor().packages().forEach(name -> owners.putIfAbsent(name, node.name()));
        }
        removePackages(application.layer().configuration());
        ResolvedPlugins resolved = new ResolvedPlugins(graph, application);
        problems.addAll(resolved.problems().values());
        resolved.resolutions().forEach((name, resolution) -> {
            PluginNode node = graph.find(name);
            if (node != null) {
                findUnseenPackages(node);
                findUnseenClasses(node, resolution);
            }
        });
        findUseless();
        return sorted(problems);
    }

    private void removePackages(Configuration configuration) {
        configuration
                .modules()
                .forEach(module -> owners.keySet()
                        .removeAll(module.reference().descriptor().packages()));
        configuration.parents().forEach(this::removePackages);
    }

    private static Set<String> packages(PluginNode node) {
        Set<String> packages = new HashSet<>();
        node.candidate()
                .artifacts()
                .forEach(module -> packages.addAll(module.descriptor().packages()));
        return packages;
    }

    /** A missing "provides" is a common mistake, and no other check finds it. */
    private void findUseless() {
        Set<String> required = new HashSet<>();
        for (PluginNode node : graph.nodes()) {
            node.prerequisites().forEach(prerequisite -> required.add(prerequisite.name()));
        }
        for (PluginNode node : graph.nodes()) {
            ModuleDescriptor module = node.candidate().descriptor();
            if (!module.isAutomatic() && module.provides().isEmpty() && !required.contains(node.name())) {
                String message = ResolvedPlugins.plugin(node)
                        + " provides nothing and no plugin requires it; if that is not meant, add"
                        + " \"provides <service> with <class>\" to its declaration";
                add(Severity.NOTE, Reason.PROVIDES_NOTHING, node, message);
            }
        }
    }

    /** Finds an automatic module or a library that refers to packages that only other plugins have, and that its plugin does not require. */
    private void findUnseenPackages(PluginNode node) {
        Candidate candidate = node.candidate();
        Set<String> unseen = null;
        for (ModuleArtifact jar : candidate.artifacts()) {
            boolean isLibrary = candidate.libraries().contains(jar);
            if ((isLibrary || jar.descriptor().isAutomatic()) && !jar.exploded()) {
                unseen = unseen == null ? unseenBy(node) : unseen;
                SortedMap<String, String> referred = referred(jar, unseen);
                if (!referred.isEmpty()) {
                    String first = referred.firstKey();
                    int more = referred.size() - 1;
                    String message = ResolvedPlugins.plugin(node) + " refers to " + referred.get(first)
                            + (isLibrary ? " in its library " + jar.file().getFileName() : "") + ", and only plugin "
                            + owners.get(first) + " has the package " + first
                            + (more == 0 ? "" : " (likewise for " + more + " more package" + (more == 1 ? ")" : "s)"))
                            + "; " + cure(candidate, String.valueOf(owners.get(first)));
                    add(Severity.WARNING, Reason.UNSEEN_PACKAGE, node, message);
                    return;
                }
            }
        }
    }

    /** A library sees what its plugin requires. */
    private static String cure(Candidate candidate, String owner) {
        boolean isBundle = !candidate.libraries().isEmpty();
        if (candidate.descriptor().isAutomatic()) {
            return "module " + candidate.name() + " has no declaration and cannot require a plugin, so put "
                    + (isBundle ? "a jar with the package into the bundle" : "both into one directory (a bundle)");
        }
        return "let " + candidate.name() + " require " + owner + ", or put a jar with the package into the bundle";
    }

    /** Plain jars have versions that no plugin was compiled against, as far as it says. So what it refers to must be in them. */
    private void findUnseenClasses(PluginNode node, Resolution resolution) {
        Map<String, String> jars = new HashMap<>();
        for (ResolvedModule read : resolution.plainJars(application)) {
            ModuleDescriptor jar = read.reference().descriptor();
            jar.exports().forEach(exports -> jars.put(exports.source(), jar.toNameAndVersion()));
        }
        for (ModuleArtifact module :
                jars.isEmpty() ? List.<ModuleArtifact>of() : node.candidate().artifacts()) {
            SortedMap<String, String> unseen = module.exploded() ? new TreeMap<>() : referred(module, jars.keySet());
            if (!unseen.isEmpty()) {
                String first = unseen.firstKey();
                String message =
                        ResolvedPlugins.plugin(node) + " refers to " + unseen.get(first) + ", which " + jars.get(first)
                                + " on the class path does not have; put the version of it there that " + module.name()
                                + " was compiled against, or get a build of " + module.name() + " for this one";
                add(Severity.WARNING, Reason.VERSION, node, message);
                return;
            }
        }
    }

    /** The packages that only plugins have which a plugin does not require. */
    private Set<String> unseenBy(PluginNode node) {
        Set<String> unseen = new HashSet<>(owners.keySet());
        graph.plan(node.name(), none -> false).forEach(seen -> unseen.removeAll(packages(seen)));
        return unseen;
    }

    /** A class in each package that a module refers to and does not see. */
    private SortedMap<String, String> referred(ModuleArtifact module, Set<String> unseen) {
        SortedMap<String, String> referred = new TreeMap<>();
        try {
            for (String type : unseen.isEmpty() ? Set.<String>of() : ReferredClasses.of(module.file(), unseen)) {
                String packageName = ReferredClasses.packageOf(type);
                if (!referred.containsKey(packageName) && !isSeen(type)) {
                    referred.put(packageName, type);
                }
            }
        } catch (IOException e) { // an import will report it
            log.accept("Class files of " + module.file(), e);
        }
        return referred;
    }

    private boolean isSeen(String type) {
        return application.loader().getResource(type.replace('.', '/').concat(".class")) != null;
    }

    private void add(Severity severity, Reason reason, PluginNode node, String message) {
        problems.add(new Problem(
                severity, reason, node.name(), Optional.of(node.candidate().location()), message));
    }
}
