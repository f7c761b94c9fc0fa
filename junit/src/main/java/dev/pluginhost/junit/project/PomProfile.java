package dev.pluginhost.junit.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/** Whether a profile is active by what it says of the JDK, the system and files. Profiles that were named in a command are not known here. */
final class PomProfile {

    private static final Pattern RANGE = Pattern.compile("([\\[(])([^,]*),([^,]*)([])])");

    private PomProfile() {}

    /** Whether it says something, and all that it says is true. */
    static boolean isActive(Element profile, Path directory) {
        Element activation = PomText.element(profile, "activation");
        if (activation == null) {
            return false;
        }
        boolean isAny = false;
        boolean isAll = true;
        String jdk = PomText.text(activation, "jdk");
        if (!jdk.isEmpty()) {
            isAny = true;
            isAll = isJdk(jdk);
        }
        String name = PomText.text(activation, "property", "name");
        if (!name.isEmpty()) {
            isAny = true;
            isAll &= hasProperty(name, PomText.text(activation, "property", "value"));
        }
        for (String part : new String[] {"name", "family", "arch"}) {
            String wanted = PomText.text(activation, "os", part);
            if (!wanted.isEmpty()) {
                isAny = true;
                isAll &= isSystem(part, wanted.toLowerCase(Locale.ROOT));
            }
        }
        for (boolean exists : new boolean[] {true, false}) {
            String file = PomText.text(activation, "file", exists ? "exists" : "missing");
            if (!file.isEmpty()) {
                isAny = true;
                String path = file.replace("${project.basedir}", directory.toString())
                        .replace("${basedir}", directory.toString());
                isAll &= Files.exists(directory.resolve(path)) == exists;
            }
        }
        return isAny && isAll;
    }

    private static boolean isJdk(String wanted) {
        if (wanted.startsWith("!")) {
            return !isJdk(wanted.substring(1));
        }
        Matcher range = RANGE.matcher(wanted);
        if (!range.matches()) {
            return System.getProperty("java.version", "").startsWith(wanted);
        }
        Runtime.Version own = Runtime.version();
        String from = range.group(2).strip();
        String to = range.group(3).strip();
        int low = from.isEmpty() ? 1 : own.compareTo(version(from));
        int high = to.isEmpty() ? -1 : own.compareTo(version(to));
        return (low > 0 || (low == 0 && range.group(1).equals("[")))
                && (high < 0 || (high == 0 && range.group(4).equals("]")));
    }

    private static Runtime.Version version(String text) {
        String modern = text.startsWith("1.") ? text.substring(2) : text;
        try {
            return Runtime.Version.parse(modern.replaceAll("(\\.0+)+$", ""));
        } catch (IllegalArgumentException e) {
            return Runtime.version();
        }
    }

    private static boolean hasProperty(String name, String value) {
        if (name.startsWith("!")) {
            return System.getProperty(name.substring(1)) == null;
        }
        String own = name.startsWith("env.") ? System.getenv(name.substring(4)) : System.getProperty(name);
        if (value.startsWith("!")) {
            return !value.substring(1).equals(own);
        }
        return value.isEmpty() ? own != null && !own.isEmpty() : value.equals(own);
    }

    private static boolean isSystem(String part, String wanted) {
        if (wanted.startsWith("!")) {
            return !isSystem(part, wanted.substring(1));
        }
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (!part.equals("family")) {
            return wanted.equals(
                    part.equals("name")
                            ? name
                            : System.getProperty("os.arch", "").toLowerCase(Locale.ROOT));
        }
        boolean isWindows = name.contains("windows");
        boolean isMac = name.contains("mac") || name.contains("darwin");
        return switch (wanted) {
            case "windows" -> isWindows;
            case "mac" -> isMac;
            case "unix" -> !isWindows;
            default -> name.contains(wanted);
        };
    }
}
