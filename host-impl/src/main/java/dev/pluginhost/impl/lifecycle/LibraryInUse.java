package dev.pluginhost.impl.lifecycle;

/** What the JDK throws where a native library is loaded that another class loader has loaded. Stateless. */
public final class LibraryInUse {

    /** In all releases from 17 to 25. The JDK gives no other sign of it. */
    private static final String SIGN = "already loaded in another classloader";

    private LibraryInUse() {}

    /** Whether something was thrown for that reason, at once or through its causes. */
    public static boolean isReason(Throwable thrown) {
        return Thrown.stackTrace(thrown).contains(SIGN);
    }
}
