package acme.bad.hen;

/** Knows nothing of eggs. */
public enum Hen {
    /** A hen. */
    BERTA
}
