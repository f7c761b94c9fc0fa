package acme.clock;

import acme.api.Report;
import org.slf4j.Logger;

/** Of a plugin without a module declaration. */
public final class Clock implements Report {

    @Override
    public String text(Logger log) {
        try {
            return Class.forName("com.google.gson.Gson").getSimpleName() + " in " + Clock.class.getModule().getName();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
