package acme.text;

import org.slf4j.Logger;

/** A library of this build, which logs. */
public final class Text {

    private Text() {}

    public static String loud(String text, Logger log) {
        log.debug("loud");
        return text.toUpperCase(java.util.Locale.ROOT) + " " + Logger.ROOT_LOGGER_NAME;
    }
}
