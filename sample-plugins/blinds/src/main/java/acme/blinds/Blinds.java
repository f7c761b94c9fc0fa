package acme.blinds;

import acme.home.api.StatusLine;
import acme.wind.Wind;

/** Blinds stay in when the wind is strong, or when nobody knows. */
public final class Blinds implements StatusLine {

    @Override
    public String status() {
        return windIsInstalled() ? "blinds are " + InTheWind.position() : "blinds stay in, nobody knows the wind";
    }

    private static boolean windIsInstalled() {
        return Blinds.class.getModule().getLayer().findModule("acme.wind").isPresent();
    }

    /** A class of its own, because it is loaded only where there is wind. */
    private static final class InTheWind {

        static String position() {
            return Wind.isCalm() ? "out" : "in";
        }
    }
}
