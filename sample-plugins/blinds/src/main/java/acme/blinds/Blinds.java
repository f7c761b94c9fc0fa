package acme.blinds;

import acme.home.api.StatusLine;
import acme.wind.Wind;

/** Blinds stay in when the wind is strong or unknown. */
public final class Blinds implements StatusLine {

    @Override
    public String status() {
        return windIsInstalled() ? "blinds are " + InTheWind.position() : "blinds stay in, the wind is unknown";
    }

    private static boolean windIsInstalled() {
        return Blinds.class.getModule().getLayer().findModule("acme.wind").isPresent();
    }

    /** A separate class, so that it is loaded only if the wind plugin is installed. */
    private static final class InTheWind {

        static String position() {
            return Wind.isCalm() ? "out" : "in";
        }
    }
}
