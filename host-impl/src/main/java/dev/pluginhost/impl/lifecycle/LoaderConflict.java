package dev.pluginhost.impl.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts into a sentence what the virtual machine says where two loaders have a class of the same name: a loader constraint
 * violation, or a cast between the two. Stateless.
 */
final class LoaderConflict {

    /** A longer message is not the virtual machine's. */
    private static final int LONGEST = 4_000;

    private static final String LINKAGE = "loader constraint violation";
    private static final Pattern TYPE =
            Pattern.compile("(?:for (?:the )?type|wants to load [a-z ]+) (\\w[\\w$]*(?:[./][\\w$]+)*)");
    private static final Pattern LOADING = Pattern.compile("loader '?([\\w.]+)'?(?: @\\w+)? wants to load");
    private static final Pattern CAST = Pattern.compile("class ([\\w.$]+) cannot be cast to class ([\\w.$]+)");
    private static final Pattern PLACE =
            Pattern.compile("([\\w.$/]+) is in (?:module ([\\w.]+)(?:@\\S+)?|unnamed module) of loader '?([\\w.]+)'?");

    private LoaderConflict() {}

    /** The sentence, if it is about that. Calls no code of a plugin. */
    static @Nullable String words(Throwable thrown) {
        Class<?> type = thrown.getClass();
        if (type != LinkageError.class && type != ClassCastException.class) {
            return null;
        }
        String message = thrown.getMessage();
        if (message == null || message.length() > LONGEST) {
            return null;
        }
        if (type == LinkageError.class && message.startsWith(LINKAGE)) {
            Matcher matcher = TYPE.matcher(message);
            return matcher.find() ? words(matcher.group(1), message) : null;
        }
        if (type == ClassCastException.class) {
            Matcher matcher = CAST.matcher(message);
            return matcher.find() && matcher.group(1).equals(matcher.group(2))
                    ? words(matcher.group(1), message)
                    : null;
        }
        return null;
    }

    private static String words(String name, String message) {
        List<String> places = new ArrayList<>();
        Matcher loading = LOADING.matcher(message);
        if (loading.find()) {
            places.add(owner(loading.group(1)));
        }
        Matcher matcher = PLACE.matcher(message);
        while (matcher.find()) {
            String module = matcher.group(2);
            places.add((module == null ? "the class path" : "module " + module) + " of " + owner(matcher.group(3)));
        }
        return "class " + name.replace('/', '.') + " is there twice"
                + (places.isEmpty() ? "" : ", as " + String.join(" and ", places) + " have different ones")
                + "; let both see one copy: leave it out of one bundle, and require the plugin that has it";
    }

    /** The loader of a plugin is named like the plugin. */
    private static String owner(String loader) {
        return switch (loader) {
            case "app", "platform", "bootstrap" -> "the application";
            default -> "plugin " + loader;
        };
    }
}
