package acme.bad.egg;

import acme.bad.hen.Hen;

/** Refers to the hen. */
public enum Egg {
    /** An egg. */
    BROWN;

    /** Its origin. */
    public Hen origin() {
        return Hen.BERTA;
    }
}
