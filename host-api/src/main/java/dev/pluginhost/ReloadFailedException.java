package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/** A plugin was not reloaded. The cause says why; {@link #left()} says what runs now. */
public final class ReloadFailedException extends PluginException {

    /** What runs after a failed reload. */
    public enum Left {
        /**
         * What ran before, without interruption: the host found out in advance that what is installed now cannot be imported.
         */
        UNTOUCHED,
        /** What ran before, imported again from its old files. */
        RESTORED,
        /**
         * Only a part of what ran before. The failures of the others are suppressed in this exception. Their old files may have
         * been overwritten, or replaced while the host had them closed.
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
     * @return whether the old plugin runs
     */
    public Left left() {
        return left;
    }
}
