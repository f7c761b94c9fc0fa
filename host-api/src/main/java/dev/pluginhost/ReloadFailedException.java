package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/** A plugin was not reloaded. The cause is what kept it from that; {@link #left()} says what runs now. */
public final class ReloadFailedException extends PluginException {

    /** What runs when a reload has failed. */
    public enum Left {
        /** What ran before, without interruption: it was known beforehand that what is installed now cannot be imported. */
        UNTOUCHED,
        /** What ran before, imported anew from its old files. */
        RESTORED,
        /**
         * Not all of it: some of what ran before could not be brought back either, for the reasons that are suppressed here. Its
         * old files may have been overwritten, or replaced while the host had them closed.
         */
        LOST
    }

    private final Left left;

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, what wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param left what runs now
     * @param cause the real cause
     */
    public ReloadFailedException(String message, Origin origin, Left left, @Nullable Throwable cause) {
        super(Reason.RELOAD_FAILED, message, origin, cause);
        this.left = left;
    }

    /**
     * What runs now.
     *
     * @return whether the old one does
     */
    public Left left() {
        return left;
    }
}
