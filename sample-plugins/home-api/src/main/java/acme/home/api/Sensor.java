package acme.home.api;

/** Measures something in or around the house. */
public interface Sensor {

    /** Measures now. */
    Reading read();
}
