package acme.bad.hen;

import acme.bad.egg.Egg;

/** Came out of an egg. */
public enum Hen {
    /** A hen. */
    BERTA;

    /** Where it came from. */
    public Egg origin() {
        return Egg.BROWN;
    }
}
