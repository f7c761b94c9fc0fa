package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The package of plugin authors must be usable as a module of its own, with the rest of the API on the class path. So no
 * signature may name a type of another package.
 */
@DisplayName("The package of plugin authors")
class AuthorsPackageTest {

    private static final String PACKAGE = "dev.pluginhost.plugin";

    /** The annotation of the package. At run time, an annotation without its class is ignored. */
    private static final String NULL_MARKED = "org.jspecify.annotations.NullMarked";

    private static final Pattern DEPENDENCY =
            Pattern.compile("\\s+" + Pattern.quote(PACKAGE) + "\\.\\S+\\s+-> (\\S+)\\s.*");

    @Test
    @DisplayName("names no type outside itself and the JDK")
    void namesNothingElse() {
        Set<String> named = namedTypes();

        assertTrue(
                named.containsAll(Set.of(
                        PACKAGE + ".PluginContext", // by Plugin
                        "java.lang.module.ModuleDescriptor$Version", // in a type argument only
                        "java.nio.file.Path")),
                () -> "Not all names are found, only " + named);
        assertEquals(
                Set.of(NULL_MARKED),
                named.stream()
                        .filter(type -> !type.startsWith(PACKAGE + ".") && !isOfTheJdk(type))
                        .collect(Collectors.toSet()));
    }

    /** All names in its class files, also in signatures and annotations. */
    private static Set<String> namedTypes() {
        return Tool.run(
                        "jdeps",
                        "--ignore-missing-deps",
                        "-verbose:class",
                        "-filter:none",
                        "-include",
                        Pattern.quote(PACKAGE) + "\\..*",
                        Artifacts.HOST_API)
                .lines()
                .map(DEPENDENCY::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isOfTheJdk(String type) {
        try {
            return Class.forName(type, false, ClassLoader.getPlatformClassLoader())
                    .getModule()
                    .getName()
                    .startsWith("java.");
        } catch (ClassNotFoundException notOfTheJdk) {
            return false;
        }
    }
}
