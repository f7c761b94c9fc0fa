package acme.wind;

/** The wind. */
public final class Wind {

    private Wind() {}

    /** Whether awnings and blinds are safe outside. */
    public static boolean isCalm() {
        return true;
    }
}
