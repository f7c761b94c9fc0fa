package dev.pluginhost.impl.discovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the jars with a classifier: {@code lwjgl-3.3.3-natives-linux.jar} belongs to {@code lwjgl-3.3.3.jar} beside it, and brings
 * what it needs at run time, such as native libraries. Without a version, only a platform is known as a classifier. Pure.
 */
public final class Classifiers {

    private static final Pattern VERSIONED = Pattern.compile(".+-\\d+(\\..*)?");

    private static final Pattern PLATFORM =
            Pattern.compile("(natives?|linux|windows|win|macosx?|osx|darwin|freebsd|android|ios)([-_0-9].*)?");

    private Classifiers() {}

    /** The jars that belong to another one. */
    public static List<ModuleArtifact> of(ModuleArtifact main, Collection<ModuleArtifact> modules) {
        List<ModuleArtifact> found = new ArrayList<>();
        for (ModuleArtifact module : modules) {
            if (belongs(module, main)) {
                found.add(module);
            }
        }
        return found;
    }

    /** Those of some modules that belong to none of the others. */
    static List<ModuleArtifact> without(List<ModuleArtifact> modules) {
        return modules.stream().filter(module -> !belongsToAny(module, modules)).toList();
    }

    static boolean belongsToAny(ModuleArtifact module, Collection<ModuleArtifact> others) {
        for (ModuleArtifact other : others) {
            if (belongs(module, other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean belongs(ModuleArtifact module, ModuleArtifact main) {
        String name = stem(main);
        String longer = stem(module);
        if (!longer.startsWith(name + "-") || module.name().equals(main.name())) {
            return false;
        }
        return VERSIONED.matcher(name).matches()
                || PLATFORM.matcher(longer.substring(name.length() + 1)).matches();
    }

    private static String stem(ModuleArtifact module) {
        String name = Entries.name(module.file());
        return name.endsWith(".jar") ? name.substring(0, name.length() - ".jar".length()) : name;
    }
}
