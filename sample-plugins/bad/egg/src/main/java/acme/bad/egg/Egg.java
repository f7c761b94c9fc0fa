package acme.bad.egg;

import acme.bad.hen.Hen;

/** Was laid by a hen. */
public enum Egg {
    /** An egg. */
    BROWN;

    /** Where it came from. */
    public Hen origin() {
        return Hen.BERTA;
    }
}
