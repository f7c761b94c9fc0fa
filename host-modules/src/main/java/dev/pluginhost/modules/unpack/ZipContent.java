package dev.pluginhost.modules.unpack;

import static dev.pluginhost.modules.scan.UnusableArtifactException.invalid;

import dev.pluginhost.modules.scan.SourceWalk;
import dev.pluginhost.modules.scan.UnusableArtifactException;
import dev.pluginhost.spi.Printable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Which entries of a zip file are the jars of a bundle: those at its top, or in its only directory at the top. Hidden files, and
 * what macOS adds, do not count. Not changed once it is made.
 *
 * @param name the name of the bundle: that of the directory, or of the file without its extension
 * @param jars the entries by their file names, sorted
 * @param deeper the names of some jars elsewhere in it, which are not read
 * @param isJar whether it has what only a jar has at its top
 */
record ZipContent(String name, Map<String, ZipEntry> jars, List<String> deeper, boolean isJar) {

    private static final int MOST_DEEPER = 20;

    /** A directory at the top, for the attributes that only macOS knows. */
    private static final String OF_MACOS = "__MACOSX";

    /** Some file systems have no longer names, in bytes. */
    private static final int LONGEST_NAME = 200;

    private static final Pattern DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\\$|conout\\$)(\\..*)?");

    private static final String REPACK = "pack it again with the jar tool or a plugin of the build tool";

    /** Fails if an entry is not what a bundle can have, whether it is a jar or not. */
    static ZipContent of(Path zip, ZipFile file) throws UnusableArtifactException {
        Map<String, ZipEntry> visible = new TreeMap<>();
        Set<String> names = new HashSet<>();
        Set<String> tops = new HashSet<>();
        boolean isJar = false;
        for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            String name = checked(zip, entry.getName());
            boolean directory = name.endsWith("/");
            if (!directory && !names.add(Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFC))) {
                throw invalid(
                        zip, "it has the entry " + Printable.quoted(name) + " twice, as some systems see it", REPACK);
            }
            isJar |= name.equals(SourceWalk.MODULE_INFO) || name.equalsIgnoreCase("META-INF/MANIFEST.MF");
            if (isVisible(name)) {
                int slash = name.indexOf('/');
                if (slash > 0) {
                    tops.add(name.substring(0, slash));
                }
                if (name.endsWith(".jar")) {
                    visible.put(name, entry);
                }
            }
        }
        String root = tops.size() == 1 ? tops.iterator().next() + "/" : "";
        if (visible.keySet().stream().anyMatch(name -> name.indexOf('/') < 0)) {
            root = "";
        }
        Map<String, ZipEntry> jars = new TreeMap<>();
        List<String> deeper = new ArrayList<>();
        for (Map.Entry<String, ZipEntry> entry : visible.entrySet()) {
            String name = entry.getKey();
            if (name.startsWith(root) && name.indexOf('/', root.length()) < 0) {
                jars.put(name.substring(root.length()), entry.getValue());
            } else if (deeper.size() < MOST_DEEPER) {
                deeper.add(name);
            }
        }
        String own = SourceWalk.name(zip);
        String name = root.isEmpty()
                ? own.substring(0, own.length() - ".zip".length())
                : root.substring(0, root.length() - 1);
        if (!jars.isEmpty() && !isPortable(name)) {
            throw invalid(
                    zip,
                    "its directory " + Printable.quoted(name) + " has a name that some systems do not have",
                    "rename it");
        }
        return new ZipContent(name, jars, deeper, isJar && jars.isEmpty());
    }

    /** The name of an entry without {@code ./} before it; fails for one that is not a path below a directory, on any system. */
    private static String checked(Path zip, String name) throws UnusableArtifactException {
        String path = name;
        while (path.startsWith("./")) {
            path = path.substring("./".length());
        }
        boolean legal = !path.startsWith("/");
        for (int i = 0; i < path.length(); i++) {
            legal &= path.charAt(i) >= ' ' && "\\:*?\"<>|".indexOf(path.charAt(i)) < 0;
        }
        String[] segments = path.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean isEnd = segments[i].isEmpty() && i == segments.length - 1;
            legal &= isEnd || isPortable(segments[i]);
        }
        if (!legal) {
            throw invalid(
                    zip,
                    "it has the entry " + Printable.quoted(name)
                            + ", which is no path below a directory on each system",
                    REPACK);
        }
        return path;
    }

    /** Whether each system can have a file of that name, and no system takes it for another one. */
    private static boolean isPortable(String name) {
        return !name.isEmpty()
                && !name.endsWith(".")
                && !name.endsWith(" ")
                && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME
                && !DEVICE.matcher(name).matches();
    }

    private static boolean isVisible(String name) {
        return !name.isEmpty() && !name.startsWith(".") && !name.contains("/.") && !name.startsWith(OF_MACOS + "/");
    }

    /** Why it is no bundle, as a fact with a cure, if it has no jars where a bundle has them. */
    String why() {
        return !deeper.isEmpty()
                ? "it is a zip file with " + deeper.get(0)
                        + ", but the jars of a bundle are at its top, or in its only directory there; pack it so"
                : isJar
                        ? "it has the content of a jar and not its name; rename it so that it ends with .jar"
                        : "it is a zip file without jars; put the plugin's jar and its libraries into it, or remove it";
    }
}
