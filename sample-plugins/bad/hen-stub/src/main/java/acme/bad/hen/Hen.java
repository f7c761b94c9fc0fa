package acme.bad.hen;

/** Does not refer to eggs. */
public enum Hen {
    /** A hen. */
    BERTA
}
