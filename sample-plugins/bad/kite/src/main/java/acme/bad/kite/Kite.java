package acme.bad.kite;

import acme.wind.Wind;

/** Cannot do without wind. */
public final class Kite {

    /** Whether it flies. */
    public boolean flies() {
        return !Wind.isCalm();
    }
}
