package acme.bad.hen;

import acme.bad.egg.Egg;

/** Refers to the egg. */
public enum Hen {
    /** A hen. */
    BERTA;

    /** Its origin. */
    public Egg origin() {
        return Egg.BROWN;
    }
}
