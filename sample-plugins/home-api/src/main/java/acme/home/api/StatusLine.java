package acme.home.api;

/** A plugin's line on the status page. */
public interface StatusLine {

    /** How it is, in one line. */
    String status();
}
