package dev.pluginhost.impl.deploy;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Warnings of what may go on from round to round: each is logged in the first one alone. Confined to one thread. */
final class Warnings {

    private Set<String> before = new HashSet<>();
    private Set<String> now = new HashSet<>();

    /** Begins a round: what is not said in it is logged when it is said again. */
    void begin() {
        before = now;
        now = new HashSet<>();
    }

    /** Logs what was said neither in this round nor in the one before. */
    void say(String message, @Nullable Throwable thrown) {
        if (now.add(message) && !before.contains(message)) {
            Thrown.warn(message, thrown);
        }
    }
}
