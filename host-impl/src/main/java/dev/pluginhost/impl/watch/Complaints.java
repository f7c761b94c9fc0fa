package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Warns once of what lasts. Not safe for use by several threads at once. */
final class Complaints {

    private final Pace pace;
    private final Map<Path, Long> unseenSince = new HashMap<>();
    private final Set<Path> unseenTold = new HashSet<>();
    private final Set<Path> restlessTold = new HashSet<>();
    private final Set<String> unheardTold = new HashSet<>();

    Complaints(Pace pace) {
        this.pace = pace;
    }

    /** These cannot be seen. For a moment that is usual: a file that is being deleted cannot be read on some systems. */
    void unseen(Map<Path, String> unseen, long now) {
        unseenSince.keySet().retainAll(unseen.keySet());
        unseenTold.retainAll(unseen.keySet());
        unseen.forEach((path, reason) -> {
            Long since = unseenSince.putIfAbsent(path, now);
            if (since != null && now - since >= pace.settle().toNanos() && unseenTold.add(path)) {
                Thrown.warn(
                        "Changes of plugins at " + path.toAbsolutePath() + " are not noticed, as it cannot be read ("
                                + reason + "); let the user that runs the application read it. Until then it counts as"
                                + " unchanged",
                        null);
            }
        });
    }

    /** These have been changing for longer than the bound. */
    void restless(Set<Path> restless) {
        restlessTold.retainAll(restless);
        for (Path path : restless) {
            if (restlessTold.add(path)) {
                Thrown.warn(
                        "Plugin artifact " + path.toAbsolutePath() + " has been changing for " + words(pace.bound())
                                + " and is left alone until it has not changed for " + words(pace.settle())
                                + "; keep what is written to all the time, such as logs, out of it",
                        null);
            }
        }
    }

    /** Some events are not heard. */
    void unheard(IOException reason) {
        String words = String.valueOf(reason.getMessage());
        if (unheardTold.add(reason.getClass().getName() + (isLimit(words) ? words : ""))) {
            Thrown.warn(
                    "Not all changes of plugins are heard of (" + words + "); " + cure(words)
                            + ". Until then they are looked for every " + words(pace.quickTick()),
                    null);
        }
    }

    private static boolean isLimit(String words) {
        return words.contains("limit");
    }

    /** The JDK's words for errors of inotify that are limits. */
    private static String cure(String words) {
        if (words.contains("inotify watches")) {
            return "raise the limit: sysctl fs.inotify.max_user_watches";
        }
        if (words.contains("inotify instances")) {
            return "raise the limits: sysctl fs.inotify.max_user_instances, and that of open files (ulimit -n)";
        }
        return "see whether the file system is still there, and lets the user that runs the application read it";
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
