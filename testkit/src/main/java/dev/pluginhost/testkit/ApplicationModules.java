package dev.pluginhost.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** What the running JVM has on its module path and its class path, as a module path for javac. Read once per JVM. */
final class ApplicationModules {

    private static final ApplicationModules RUNNING = find();

    private final Map<String, ModuleReference> modules;
    private final List<Path> classPath;

    private ApplicationModules(Map<String, ModuleReference> modules, List<Path> classPath) {
        this.modules = modules;
        this.classPath = classPath;
    }

    static ApplicationModules running() {
        return RUNNING;
    }

    /** Every location, for code without a module. */
    List<Path> locations() {
        Set<Path> all = new LinkedHashSet<>();
        modules.values().forEach(module -> module.location().map(Path::of).ifPresent(all::add));
        all.addAll(classPath);
        return List.copyOf(all);
    }

    /**
     * The locations of the named modules and of what they require: only those, because javac opens everything on its module
     * path.
     */
    List<Path> locations(Collection<String> roots) {
        Set<String> seen = new LinkedHashSet<>();
        roots.forEach(root -> collect(root, seen));
        List<Path> found = new ArrayList<>();
        for (String name : seen) {
            ModuleReference module = modules.get(name);
            if (module != null) {
                module.location().map(Path::of).ifPresent(found::add);
            }
        }
        return found;
    }

    private void collect(String name, Set<String> seen) {
        ModuleReference module = modules.get(name);
        if (module != null && seen.add(name)) {
            module.descriptor().requires().forEach(requires -> collect(requires.name(), seen));
        }
    }

    private static ApplicationModules find() {
        Map<String, ModuleReference> modules = new LinkedHashMap<>();
        ModuleLayer.boot().configuration().modules().forEach(resolved -> put(modules, resolved.reference()));
        // A fixture may also be compiled against modules on the module path that were not resolved at start-up.
        for (Path entry : pathOf("jdk.module.path")) {
            explicitModules(entry, true).forEach(module -> put(modules, module));
        }
        List<Path> classPath = classPath();
        for (Path entry : classPath) {
            explicitModules(entry, false).forEach(module -> put(modules, module));
        }
        return new ApplicationModules(modules, classPath);
    }

    private static void put(Map<String, ModuleReference> modules, ModuleReference module) {
        boolean onDisk =
                module.location().map(URI::getScheme).filter("file"::equals).isPresent();
        if (onDisk) {
            modules.putIfAbsent(module.descriptor().name(), module);
        }
    }

    /** With the manifests' {@code Class-Path} followed, which is how some test runners hand the class path over. */
    private static List<Path> classPath() {
        Set<Path> entries = new LinkedHashSet<>();
        for (Path entry : pathOf("java.class.path")) {
            follow(entry, entries);
        }
        return List.copyOf(entries);
    }

    private static void follow(Path entry, Set<Path> entries) {
        if (!Files.exists(entry) || !entries.add(entry) || !Files.isRegularFile(entry)) {
            return;
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            Manifest manifest = jar.getManifest();
            String more = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String relative : more == null ? new String[0] : more.trim().split("\\s+")) {
                URI target = entry.toUri().resolve(relative);
                if ("file".equals(target.getScheme())) {
                    follow(Path.of(target), entries);
                }
            }
        } catch (IOException | IllegalArgumentException notForUs) {
            entries.remove(entry); // nothing can be compiled against what cannot be read
        }
    }

    private static List<Path> pathOf(String property) {
        StringTokenizer entries = new StringTokenizer(System.getProperty(property, ""), File.pathSeparator);
        List<Path> paths = new ArrayList<>();
        while (entries.hasMoreTokens()) {
            File entry = new File(entries.nextToken());
            if (entry.exists()) {
                paths.add(entry.toPath().toAbsolutePath().normalize());
            }
        }
        return paths;
    }

    private static List<ModuleReference> explicitModules(Path entry, boolean directoryOfModules) {
        List<Path> candidates = List.of(entry);
        if (directoryOfModules && Files.isDirectory(entry) && !Files.exists(entry.resolve("module-info.class"))) {
            try (Stream<Path> children = Files.list(entry)) {
                candidates = children.sorted().toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        List<ModuleReference> found = new ArrayList<>();
        for (Path candidate : candidates) {
            if (Files.isDirectory(candidate) && !Files.exists(candidate.resolve("module-info.class"))) {
                continue;
            }
            try {
                ModuleFinder.of(candidate).findAll().stream()
                        .filter(module -> !module.descriptor().isAutomatic())
                        .forEach(found::add);
            } catch (FindException notAModule) {
                // a class path may hold anything
            }
        }
        return found;
    }
}
