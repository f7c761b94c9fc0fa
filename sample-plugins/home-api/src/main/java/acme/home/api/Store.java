package acme.home.api;

import java.util.Optional;

/** Keeps readings from run to run. Thread-safe; all methods may block. */
public interface Store {

    /** The name of the database, with its version. */
    String engine();

    /** Adds a reading. */
    void save(Reading reading);

    /** The last reading of a sensor that was saved. */
    Optional<Reading> latest(String sensor);

    /** How many readings there are. */
    long count();
}
