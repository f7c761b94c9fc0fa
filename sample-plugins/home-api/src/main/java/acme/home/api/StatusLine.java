package acme.home.api;

/** A plugin's line on the status page. */
public interface StatusLine {

    /** The state of the plugin in one line. */
    String status();
}
