package dev.pluginhost.impl.leaks;

import dev.pluginhost.Holder;
import java.time.Duration;
import java.util.List;

/**
 * What came of watching a plugin's loader and layer. Keeps nothing alive.
 *
 * @param outcome whether they are gone
 * @param took how long they were watched
 * @param holders what is known to hold them; empty unless held, and then never empty
 */
public record Verdict(Outcome outcome, Duration took, List<Holder> holders) {

    /** Whether they are gone. */
    public enum Outcome {
        /** Both were collected. */
        COLLECTED,
        /** One of them was still there when the bound had passed. */
        HELD,
        /** Nobody looked: the bound was zero, or the collector does not heed requests. */
        NOT_CHECKED
    }

    /** Copies the list. */
    public Verdict {
        holders = List.copyOf(holders);
    }
}
