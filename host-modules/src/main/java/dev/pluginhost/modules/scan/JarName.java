package dev.pluginhost.modules.scan;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a jar says. A jar with a classifier, such as {@code lwjgl-3.3.3-natives-linux.jar}, belongs to
 * {@code lwjgl-3.3.3.jar} beside it, and brings what that one needs at run time. Without a version, only a platform is
 * known as a classifier. Pure.
 */
public final class JarName {

    /** As the JDK finds the version in a jar's file name. */
    private static final Pattern VERSION = Pattern.compile("-\\d+(\\.|$).*");

    private static final Pattern VERSIONED = Pattern.compile(".+-\\d+(\\..*)?");

    private static final Pattern PLATFORM =
            Pattern.compile("(natives?|linux|windows|win|macosx?|osx|darwin|freebsd|android|ios)([-_0-9].*)?");

    private static final Pattern EXTENSION =
            Pattern.compile("(?i)\\.(jar|zip|war|ear|jmod)(?<partial>\\.(tmp|part|partial|filepart|crdownload))?$");

    private static final Pattern NOT_IN_DERIVED_NAMES = Pattern.compile("[^A-Za-z0-9]+");

    private JarName() {}

    /** The name of the module that a file or directory stands for if nothing else says it; may be empty. */
    public static String moduleName(String file) {
        return derived(unversioned(stem(file)));
    }

    /** The version in the name of a file, as the JDK finds it; null if there is none. */
    public static @Nullable String version(String file) {
        String name = stem(file);
        Matcher version = VERSION.matcher(name);
        return version.find() ? name.substring(version.start() + 1) : null;
    }

    public static String unversioned(String name) {
        return VERSION.matcher(name).replaceFirst("");
    }

    /** As the JDK derives a module's name from the name of a jar. */
    public static String derived(String name) {
        String dotted = NOT_IN_DERIVED_NAMES.matcher(name).replaceAll(".");
        int start = dotted.startsWith(".") ? 1 : 0;
        int end = dotted.endsWith(".") ? dotted.length() - 1 : dotted.length();
        return start < end ? dotted.substring(start, end) : "";
    }

    /** Whether a jar has a classifier and belongs to another one. */
    public static boolean belongs(Path jar, Path main) {
        String name = stem(SourceWalk.name(main));
        String longer = stem(SourceWalk.name(jar));
        return longer.startsWith(name + "-")
                && (VERSIONED.matcher(name).matches()
                        || PLATFORM.matcher(longer.substring(name.length() + 1)).matches());
    }

    /** Whether a file is named as programs name a jar while they copy or download it. */
    public static boolean isPartial(String file) {
        Matcher extension = EXTENSION.matcher(file);
        return extension.find() && extension.group("partial") != null;
    }

    private static String stem(String file) {
        return file.endsWith(".jar")
                ? file.substring(0, file.length() - ".jar".length())
                : EXTENSION.matcher(file).replaceFirst("");
    }
}
