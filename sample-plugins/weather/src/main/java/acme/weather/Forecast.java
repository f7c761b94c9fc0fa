package acme.weather;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The forecast for today, for the platforms of this integration. */
public final class Forecast {

    private static final Properties BY_PLACE = read();

    private Forecast() {}

    /** The places with a forecast. */
    public static Set<String> places() {
        return new TreeSet<>(BY_PLACE.stringPropertyNames());
    }

    /** The expected temperature at a place, in degrees Celsius. */
    public static double celsius(String place) {
        String value = BY_PLACE.getProperty(place);
        if (value == null) {
            throw new IllegalArgumentException("No forecast for " + place + "; there is one for " + places());
        }
        return Double.parseDouble(value);
    }

    /** Reads the file that comes with this module. */
    private static Properties read() {
        try (InputStream in = Forecast.class.getResourceAsStream("forecast.properties")) {
            Properties forecast = new Properties();
            forecast.load(in);
            return forecast;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
