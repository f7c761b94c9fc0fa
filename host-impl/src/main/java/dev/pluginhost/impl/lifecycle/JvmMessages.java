package dev.pluginhost.impl.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What some messages of the virtual machine mean, as it gives no other sign. Stateless. */
final class JvmMessages {

    /** A longer message is not the virtual machine's. */
    private static final int MAX_LENGTH = 4_000;

    private static final Pattern TYPE =
            Pattern.compile("(?:for (?:the )?type|wants to load [a-z ]+) (\\w[\\w$]*(?:[./][\\w$]+)*)");
    private static final Pattern LOADING = Pattern.compile("loader '?([\\w.]+)'?(?: @\\w+)? wants to load");
    private static final Pattern CAST = Pattern.compile("class ([\\w.$]+) cannot be cast to class ([\\w.$]+)");
    private static final Pattern PLACE =
            Pattern.compile("([\\w.$/]+) is in (?:module ([\\w.]+)(?:@\\S+)?|unnamed module) of loader '?([\\w.]+)'?");

    private JvmMessages() {}

    /**
     * Describes a class that two loaders have under the same name, if a loader constraint violation or a cast between the two was
     * thrown. Calls no code of a plugin.
     */
    static @Nullable String loaderConflict(Throwable thrown) {
        Class<?> type = thrown.getClass();
        if (type != LinkageError.class && type != ClassCastException.class) {
            return null;
        }
        String message = thrown.getMessage();
        if (message == null || message.length() > MAX_LENGTH) {
            return null;
        }
        Matcher matcher = (type == LinkageError.class ? TYPE : CAST).matcher(message);
        if (!matcher.find()) {
            return null;
        }
        boolean conflict = type == LinkageError.class
                ? message.startsWith("loader constraint violation")
                : matcher.group(1).equals(matcher.group(2));
        return conflict ? describe(matcher.group(1), message) : null;
    }

    private static String describe(String name, String message) {
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

    /** A plugin's loader has the name of the plugin. */
    private static String owner(String loader) {
        return switch (loader) {
            case "app", "platform", "bootstrap" -> "the application";
            default -> "plugin " + loader;
        };
    }
}
