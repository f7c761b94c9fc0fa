package dev.pluginhost.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes many fixtures in one run of {@code javac}: a thousand small modules in seconds. They may require each other,
 * and the test need not say where the others are. Thread-safe; errors are those of {@link PluginSource}, and
 * {@link IllegalArgumentException} if two of them are the same module.
 */
public final class Plugins {

    private Plugins() {}

    /**
     * Makes a jar of each.
     *
     * @param directory where; created if it is not there
     * @param sources the plugins, in any order; plain jars are compiled before the modules
     * @return the jars, in the order of the sources
     */
    public static List<Path> jars(Path directory, List<PluginSource> sources) {
        return jars(directory, sources, List.of());
    }

    /**
     * Makes a jar of each.
     *
     * @param directory where; created if it is not there
     * @param sources the plugins, in any order; plain jars are compiled before the modules
     * @return the jars, in the order of the sources
     */
    public static List<Path> jars(Path directory, PluginSource... sources) {
        return jars(directory, Arrays.asList(sources));
    }

    static List<Path> jars(Path directory, List<PluginSource> sources, List<Path> alsoAgainst) {
        refuseDuplicates(sources);
        Map<PluginSource, Path> jars = new LinkedHashMap<>();
        List<PluginSource> modules = new ArrayList<>();
        for (PluginSource source : sources) {
            if (source.isAutomatic()) {
                jars.put(source, source.jar(directory));
            } else {
                modules.add(source);
            }
        }
        List<Path> against = new ArrayList<>(alsoAgainst);
        against.addAll(jars.values());
        Map<String, Map<String, byte[]>> classes = Compilation.ofModules(modules, against);
        for (PluginSource source : modules) {
            byte[] jar = Jars.bytes(source.jarEntries(classes.getOrDefault(source.name(), Map.of())));
            jars.put(source, Jars.write(directory.resolve(source.fileName()), jar));
        }
        return sources.stream().map(jars::get).toList();
    }

    private static void refuseDuplicates(List<PluginSource> sources) {
        Set<String> names = new HashSet<>();
        for (PluginSource source : sources) {
            if (!names.add(source.name())) {
                throw new IllegalArgumentException(source.name()
                        + " is given twice, but javac accepts a module once; make the second one in another call");
            }
        }
    }
}
