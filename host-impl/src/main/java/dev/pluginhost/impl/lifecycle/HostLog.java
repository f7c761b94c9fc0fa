package dev.pluginhost.impl.lifecycle;

/**
 * The host's log. It is looked for when it is first needed: that takes longer than the import of a plugin, and most runs have
 * nothing to log. Safe for use by any thread.
 */
public final class HostLog {

    private static final class Found {
        static final System.Logger LOG = System.getLogger("dev.pluginhost");
    }

    private HostLog() {}

    /** The one logger of all hosts. */
    public static System.Logger get() {
        return Found.LOG;
    }

    /**
     * Has it looked for soon, by another thread. For when the application has what it waited for: later there may be no file handle
     * or memory left for it.
     */
    public static void prepare() {
        LogThread.say(HostLog::get);
    }
}
