package acme.bad.egg;

/** Knows nothing of hens. */
public enum Egg {
    /** An egg. */
    BROWN
}
