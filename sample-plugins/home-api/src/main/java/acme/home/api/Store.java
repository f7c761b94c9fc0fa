package acme.home.api;

import java.util.Optional;

/** Keeps readings from run to run. Safe for use by any thread; all methods may block. */
public interface Store {

    /** What keeps them, with its version. */
    String engine();

    /** Adds a reading. */
    void save(Reading reading);

    /** The reading of a sensor that was saved last. */
    Optional<Reading> latest(String sensor);

    /** How many readings there are. */
    long count();
}
