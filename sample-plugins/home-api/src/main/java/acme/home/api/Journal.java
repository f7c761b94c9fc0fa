package acme.home.api;

import java.util.List;

/** Where plugins write down what happened. Safe for use by any thread. */
public interface Journal {

    /** Adds a line. */
    void write(String line);

    /** All lines so far, the oldest first. */
    List<String> lines();
}
