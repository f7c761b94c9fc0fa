package acme.api;

import org.slf4j.Logger;

/** What plugins of the application give it. */
public interface Report {

    String text(Logger log);
}
