package acme.bad.kite;

import acme.wind.Wind;

/** Cannot work without the wind plugin. */
public final class Kite {

    /** Whether it flies. */
    public boolean flies() {
        return !Wind.isCalm();
    }
}
