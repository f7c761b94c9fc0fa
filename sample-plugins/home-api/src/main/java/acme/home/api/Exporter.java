package acme.home.api;

/** Writes readings for other programs. */
public interface Exporter {

    /** The library that does it, with its version. */
    String library();

    /** The reading, as another program gets it. */
    String export(Reading reading);
}
