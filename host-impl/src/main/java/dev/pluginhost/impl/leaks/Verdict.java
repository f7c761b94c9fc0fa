package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import java.time.Duration;
import java.util.List;

/**
 * What came of watching a plugin's loader and layer. Keeps nothing alive.
 *
 * @param outcome whether they are gone
 * @param took how long they were watched
 * @param holders what is known to hold them; never empty if held, and empty if collected. If they were to be looked for and
 *     that could not be, it says why
 */
public record Verdict(Outcome outcome, Duration took, List<Holder> holders) {

    /** Whether they are gone. */
    public enum Outcome {
        /** Both were collected. */
        COLLECTED,
        /** One of them was still there when the bound had passed. */
        HELD,
        /** It cannot be told: the bound was zero, the collector does not heed requests, or there was no memory. */
        NOT_CHECKED
    }

    /** Copies the list. */
    public Verdict {
        holders = List.copyOf(holders);
    }
}
