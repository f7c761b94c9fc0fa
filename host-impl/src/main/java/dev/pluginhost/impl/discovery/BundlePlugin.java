package dev.pluginhost.impl.discovery;

import java.lang.module.ModuleDescriptor.Requires;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rule by which the plugin module of a bundle is told from its libraries: the one that provides a plugin type; else the
 * only root, which is a module that no other module of the bundle requires; else, of several roots, the one that the directory is
 * named after, with or without a version. A jar with a classifier is never the plugin, and what it requires makes no
 * difference ({@link Classifiers}). Pure.
 *
 * <p>The modules that the application has, which the bundle does without, can only lose to the bundle's own. But where
 * one of them is what the rule means, none of the bundle's own libraries is taken for the plugin instead.
 */
final class BundlePlugin {

    /** As the JDK finds the version in a jar's file name. */
    private static final Pattern VERSION = Pattern.compile("-\\d+(\\.|$).*");

    private static final Pattern JAR = Pattern.compile("\\.(jar|zip)$", Pattern.CASE_INSENSITIVE);

    private static final Pattern NOT_IN_DERIVED_NAMES = Pattern.compile("[^A-Za-z0-9]+");

    private BundlePlugin() {}

    /**
     * The modules that may be the plugin.
     *
     * @param directory the name of the bundle's directory
     * @param own the modules that the bundle is used for
     * @param applications the modules in the bundle that the application has
     * @return one if it is clear, several if it is not; those of the application only if none of the bundle's own is meant
     */
    static List<ModuleArtifact> contenders(
            String directory, List<ModuleArtifact> own, List<ModuleArtifact> applications) {
        List<ModuleArtifact> providers = where(own, BundlePlugin::providesPlugin);
        if (providers.size() > 1) {
            List<ModuleArtifact> named = namesakes(directory, providers);
            return named.size() == 1 ? named : providers;
        }
        if (providers.isEmpty()) {
            providers = where(applications, BundlePlugin::providesPlugin);
        }
        if (!providers.isEmpty()) {
            return providers;
        }
        List<ModuleArtifact> ownMain = Classifiers.without(own);
        List<ModuleArtifact> applicationsMain = Classifiers.without(applications);
        Set<String> required = required(ownMain, applicationsMain);
        Predicate<ModuleArtifact> isRoot = module -> !required.contains(module.name());
        List<ModuleArtifact> ownRoots = where(ownMain, isRoot);
        List<ModuleArtifact> applicationRoots = where(applicationsMain, isRoot);
        if (ownRoots.size() + applicationRoots.size() == 1) {
            return ownRoots.isEmpty() ? applicationRoots : ownRoots;
        }
        boolean onlyCircles = ownRoots.isEmpty() && applicationRoots.isEmpty();
        return Stream.of(
                        namesakes(directory, onlyCircles ? ownMain : ownRoots),
                        namesakes(directory, onlyCircles ? applicationsMain : applicationRoots),
                        ownRoots,
                        applicationRoots,
                        ownMain)
                .filter(modules -> !modules.isEmpty())
                .findFirst()
                .orElse(applicationsMain);
    }

    /** The names that modules require other modules by. */
    private static Set<String> required(List<ModuleArtifact> own, List<ModuleArtifact> applications) {
        return Stream.concat(own.stream(), applications.stream())
                .flatMap(module -> module.descriptor().requires().stream()
                        .map(Requires::name)
                        .filter(name -> !name.equals(module.name())))
                .collect(Collectors.toSet());
    }

    private static boolean providesPlugin(ModuleArtifact module) {
        return !PluginKind.provided(module.descriptor()).isEmpty();
    }

    /**
     * Those that a directory is named after: by the exact name if there is one, else as a file name stands for a module, else
     * by the name of their jar, since a published module is better known by that.
     */
    private static List<ModuleArtifact> namesakes(String directory, List<ModuleArtifact> modules) {
        String unversioned = unversioned(directory);
        List<ModuleArtifact> exact = where(
                modules,
                module -> module.name().equals(directory) || module.name().equals(unversioned));
        if (!exact.isEmpty()) {
            return exact;
        }
        String derived = derivedName(unversioned);
        List<ModuleArtifact> spelt =
                where(modules, module -> derivedName(module.name()).equals(derived));
        return spelt.isEmpty()
                ? where(modules, module -> derivedName(jarName(module)).equals(derived))
                : spelt;
    }

    private static String jarName(ModuleArtifact module) {
        return unversioned(JAR.matcher(Entries.name(module.file())).replaceFirst(""));
    }

    /** The name of a module that the name of a file or directory stands for, if nothing else tells it; may be empty. */
    static String nameOfFile(String file) {
        return derivedName(unversioned(JAR.matcher(file).replaceFirst("")));
    }

    private static String unversioned(String name) {
        return VERSION.matcher(name).replaceFirst("");
    }

    /** As the JDK derives a module's name from a jar's. */
    private static String derivedName(String name) {
        String dotted = NOT_IN_DERIVED_NAMES.matcher(name).replaceAll(".");
        int start = dotted.startsWith(".") ? 1 : 0;
        int end = dotted.endsWith(".") ? dotted.length() - 1 : dotted.length();
        return start < end ? dotted.substring(start, end) : "";
    }

    private static List<ModuleArtifact> where(List<ModuleArtifact> modules, Predicate<ModuleArtifact> condition) {
        return modules.stream().filter(condition).toList();
    }
}
