package acme.home.api;

import java.util.List;

/** Where plugins note what happened. Thread-safe. */
public interface Journal {

    /** Adds a line. */
    void write(String line);

    /** All lines so far, the oldest first. */
    List<String> lines();
}
