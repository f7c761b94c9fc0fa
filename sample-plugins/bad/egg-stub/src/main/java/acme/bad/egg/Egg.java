package acme.bad.egg;

/** Does not refer to hens. */
public enum Egg {
    /** An egg. */
    BROWN
}
