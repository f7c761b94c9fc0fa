package dev.pluginhost.junit.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a test's class path and module path are libraries of the plugin: the dependencies of the scopes {@code compile} and
 * {@code runtime} with what they bring, without what the dependencies of the scope {@code provided} bring. Maven has chosen the versions, so
 * an artifact counts whatever its version is. For use by one thread.
 */
final class RuntimeDependencies {

    /** What the host and this extension bring themselves. */
    private static final Set<String> HOST = Set.of(
            "dev.pluginhost:host-api",
            "dev.pluginhost:host-impl",
            "dev.pluginhost:host-modules",
            "dev.pluginhost:pluginhost-junit",
            "dev.pluginhost:testkit-leaks");

    /** The groups of JUnit and what it needs. */
    private static final List<String> JUNIT =
            List.of("org.junit.", "org.opentest4j:", "org.apiguardian:", "org.jspecify:");

    private final Poms poms;
    private final Pom project;

    /** The entries of each artifact, by {@link Dependency#key}. */
    private final Map<String, List<Path>> entries = new LinkedHashMap<>();

    /** The POM beside an entry of each artifact. */
    private final Map<String, Path> besides = new HashMap<>();

    private RuntimeDependencies(Poms poms, Pom project) {
        this.poms = poms;
        this.project = project;
    }

    /**
     * The libraries of a project's plugin, in the order of the path.
     *
     * @param path what the test runs with
     */
    static List<Path> of(Pom project, Poms poms, List<Path> path) {
        RuntimeDependencies found = new RuntimeDependencies(poms, project);
        for (Path entry : path) {
            found.add(entry);
        }
        Set<String> own = new LinkedHashSet<>();
        Set<String> application = new HashSet<>();
        for (Dependency dependency : project.dependencies()) {
            if (dependency.isOfPlugin()) {
                found.follow(dependency, false, own);
            } else if (dependency.isOfApplication()) {
                found.follow(dependency, true, application);
            }
        }
        own.removeAll(application);
        own.remove(project.name());
        own.removeIf(key -> HOST.contains(key) || JUNIT.stream().anyMatch(key::startsWith));
        Set<Path> libraries = new HashSet<>();
        own.forEach(key -> libraries.addAll(found.entries.getOrDefault(key, List.of())));
        return path.stream().filter(libraries::contains).toList();
    }

    /** The local repositories that jars are in, by where the POMs beside them are. */
    static Set<Path> repositories(List<Path> path) {
        Set<Path> repositories = new LinkedHashSet<>();
        for (String property : new String[] {"maven.repo.local", "localRepository"}) {
            String set = System.getProperty(property, "");
            if (!set.isEmpty()) {
                repositories.add(Path.of(set));
            }
        }
        for (Path jar : path) {
            Path root = repositoryOf(jar);
            if (root != null && repositories.add(root)) {
                break; // one is enough, as a rule
            }
        }
        repositories.add(Path.of(System.getProperty("user.home", "."), ".m2", "repository"));
        return repositories;
    }

    private static @Nullable Path repositoryOf(Path jar) {
        Path pom = beside(jar);
        if (pom == null) {
            return null;
        }
        try {
            PomText text = PomText.read(pom);
            String group = text.text("groupId").isEmpty() ? text.text("parent", "groupId") : text.text("groupId");
            Path root = pom.getParent();
            for (int up = group.split("\\.", -1).length + 2; up > 0 && root != null; up--) {
                root = root.getParent();
            }
            return root;
        } catch (IOException e) {
            return null;
        }
    }

    /** The POM beside a jar in a local repository; null if there is none. */
    private static @Nullable Path beside(Path jar) {
        Path version = jar.getParent();
        Path artifact = version == null ? null : version.getParent();
        if (artifact == null || artifact.getFileName() == null || version == null || Files.isDirectory(jar)) {
            return null;
        }
        Path pom = version.resolve(artifact.getFileName() + "-" + version.getFileName() + ".pom");
        return Files.isRegularFile(pom) ? pom : null;
    }

    /** What a path entry is: a jar with a POM beside it, or what a module of the same build has compiled or packed. */
    private void add(Path entry) {
        Path pom = beside(entry);
        try {
            if (pom != null) {
                Pom read = poms.read(pom);
                String file = String.valueOf(entry.getFileName());
                String prefix = String.valueOf(pom.getFileName()).replaceFirst("\\.pom$", "");
                String rest = file.startsWith(prefix + "-") ? file.substring(prefix.length() + 1) : "";
                add(read, rest.replaceFirst("\\.[^.]*$", ""), entry, pom);
                return;
            }
            pom = Projects.pomAbove(entry);
            if (pom != null) {
                Pom read = poms.read(pom);
                add(read, Projects.isOfTests(entry, pom) ? "tests" : "", entry, pom);
            }
        } catch (IOException e) {
            return; // nobody knows what it is
        }
    }

    private void add(Pom pom, String classifier, Path entry, Path file) {
        entries.computeIfAbsent(Dependency.key(pom.group(), pom.artifact(), classifier), key -> new ArrayList<>())
                .add(entry);
        besides.putIfAbsent(pom.name(), file);
    }

    // What a dependency brings

    private record Step(Dependency dependency, Set<String> exclusions) {}

    private void follow(Dependency direct, boolean isOfApplication, Set<String> found) {
        Set<String> entered = new HashSet<>();
        List<Step> open = new ArrayList<>(List.of(new Step(direct, direct.exclusions())));
        while (!open.isEmpty()) {
            Step step = open.remove(open.size() - 1);
            Dependency dependency = step.dependency;
            if (!entered.add(dependency.key() + step.exclusions)) {
                continue;
            }
            found.add(dependency.key());
            Pom pom = pomOf(dependency);
            for (Dependency next : pom == null ? List.<Dependency>of() : pom.dependencies()) {
                if (isBrought(next, step) && (isOfApplication || !isDeclaredOtherwise(next))) {
                    Set<String> exclusions = new HashSet<>(step.exclusions);
                    exclusions.addAll(next.exclusions());
                    open.add(new Step(next, exclusions));
                }
            }
        }
    }

    private static boolean isBrought(Dependency next, Step by) {
        return next.isOfPlugin()
                && !next.isOptional()
                && !Dependency.excludes(by.exclusions, next.group(), next.artifact());
    }

    /** The project's own word on a scope counts more than that of a dependency. */
    private boolean isDeclaredOtherwise(Dependency next) {
        for (Dependency direct : project.dependencies()) {
            if (direct.key().equals(next.key())) {
                return true; // followed on its own, if it has the scope for that
            }
        }
        String managed = project.managedScope(next);
        return !managed.isEmpty() && !managed.equals("compile") && !managed.equals("runtime");
    }

    private @Nullable Pom pomOf(Dependency dependency) {
        Path file = besides.get(dependency.group() + ":" + dependency.artifact());
        file = file != null ? file : poms.find(dependency.group(), dependency.artifact(), dependency.version());
        try {
            return file == null ? null : poms.read(file);
        } catch (IOException e) {
            return null; // as if it brought nothing
        }
    }
}
