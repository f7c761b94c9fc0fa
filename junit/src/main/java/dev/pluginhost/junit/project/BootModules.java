package dev.pluginhost.junit.project;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which modules of the boot layer belong to plugins: on the module path, the plugin under test is one of the application's modules, too. */
public final class BootModules {

    private BootModules() {}

    /**
     * The names of the modules that came from a plugin's parts, or that another plugin has.
     *
     * @param parts what the plugin under test was made from
     * @param plugins other plugins: jars, exploded modules, or directories of these or of bundles
     */
    public static Set<String> of(List<Path> parts, List<Path> plugins) {
        Set<String> names = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        plugins.forEach(path -> others.addAll(namesIn(path)));
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            Path location = location(module.reference());
            if (location != null && (parts.contains(location) || others.contains(module.name()))) {
                names.add(module.name());
            }
        }
        return names;
    }

    /** Null if it is a module of the JDK. */
    private static @Nullable Path location(ModuleReference module) {
        return module.location()
                .filter(uri -> "file".equals(uri.getScheme()))
                .map(uri -> Path.of(uri).normalize())
                .orElse(null);
    }

    private static Set<String> namesIn(Path path) {
        Set<String> names = new TreeSet<>(names(path));
        if (Files.isDirectory(path) && names.isEmpty()) {
            List<Path> inside = new ArrayList<>();
            try (Stream<Path> files = Files.list(path)) {
                files.forEach(inside::add);
            } catch (IOException e) {
                return names; // the host reports it
            }
            inside.forEach(each -> names.addAll(names(each)));
        }
        return names;
    }

    private static Set<String> names(Path path) {
        Set<String> names = new TreeSet<>();
        try {
            ModuleFinder.of(path)
                    .findAll()
                    .forEach(found -> names.add(found.descriptor().name()));
        } catch (FindException e) { // the host reports it
            return Set.of();
        }
        return names;
    }
}
