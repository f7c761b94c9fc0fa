package acme.lamps;

import acme.home.api.StatusLine;
import acme.sun.Sun;
import java.time.LocalDate;
import java.time.ZoneId;

/** Lamps go on at sunset, or at a fixed time if the sun plugin is not installed. */
public final class Lamps implements StatusLine {

    @Override
    public String status() {
        return sunIsInstalled() ? "lamps go on at sunset, " + AtSunset.today() : "lamps go on at 18:00";
    }

    private static boolean sunIsInstalled() {
        return Lamps.class.getModule().getLayer().findModule("acme.sun").isPresent();
    }

    /** A separate class, so that it is loaded only if the sun plugin is installed. */
    private static final class AtSunset {

        static String today() {
            return Sun.sets(LocalDate.now(ZoneId.systemDefault())).toString();
        }
    }
}
