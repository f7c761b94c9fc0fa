package acme.home.api;

/** Writes readings for other programs. */
public interface Exporter {

    /** The name of its library, with the version. */
    String library();

    /** The reading, as another program gets it. */
    String export(Reading reading);
}
