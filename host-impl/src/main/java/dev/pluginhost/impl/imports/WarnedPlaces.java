package dev.pluginhost.impl.imports;

import java.util.HashSet;
import java.util.Set;

/** The places in code that have been warned of; no more than so many are kept. Safe for use by any thread. */
final class WarnedPlaces {

    /** What is to be said of a place. */
    enum Novelty {
        /** It is new. */
        NEW,
        /** It is the first for which there is no room. */
        ONE_TOO_MANY,
        /** Nothing. */
        NONE
    }

    private final int most;

    /** Under the monitor. */
    private final Set<String> places = new HashSet<>();

    private boolean full;

    WarnedPlaces(int most) {
        this.most = most;
    }

    synchronized Novelty note(String place) {
        if (places.contains(place)) {
            return Novelty.NONE;
        }
        if (places.size() < most) {
            places.add(place);
            return Novelty.NEW;
        }
        if (full) {
            return Novelty.NONE;
        }
        full = true;
        return Novelty.ONE_TOO_MANY;
    }
}
