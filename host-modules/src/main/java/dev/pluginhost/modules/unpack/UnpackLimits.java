package dev.pluginhost.modules.unpack;

/**
 * How much of a zip file is unpacked at most. Immutable.
 *
 * @param entries how many entries it may have
 * @param bytes to how many bytes its jars may unpack
 * @param ratio how many times its own size that may be, from {@link #UNSUSPICIOUS} bytes on
 */
record UnpackLimits(int entries, long bytes, long ratio) {

    /** So much may come out of a zip file of any size. */
    private static final long UNSUSPICIOUS = 16 << 20;

    private static final int ENTRIES = 10_000;
    private static final long BYTES = 2L << 30;
    private static final long RATIO = 100;

    private static final String PREFIX = "dev.pluginhost.bundle.";

    /** As the system properties say; one that is no number counts as not set. */
    static UnpackLimits ofSystem() {
        return new UnpackLimits(
                Integer.getInteger(PREFIX + "entries", ENTRIES),
                Long.getLong(PREFIX + "bytes", BYTES),
                Long.getLong(PREFIX + "ratio", RATIO));
    }

    /** That there are more, as a fact. */
    String tooManyEntries() {
        return "it has more than the " + entries + " entries that are read";
    }

    /** How many bytes may come out of a zip file of this size. */
    long most(long size) {
        return Math.min(
                bytes, ratio > Long.MAX_VALUE / Math.max(1, size) ? bytes : Math.max(UNSUSPICIOUS, ratio * size));
    }

    /** That more would come out. */
    String tooManyBytes(long size) {
        long most = most(size);
        String reason = most == bytes
                ? ""
                : most == UNSUSPICIOUS
                        ? ", which any zip file may have, and to more than " + ratio + " times its size"
                        : ", " + ratio + " times its size";
        return "its jars unpack to more than the " + most + " bytes that are written" + reason;
    }

    /** What to do about it. */
    static String cure(String what) {
        return "make it anew with less in it, or set the system property " + PREFIX + what;
    }

    /** Which property is the limit of bytes for a zip file of this size. */
    String limiting(long size) {
        return most(size) < bytes ? "ratio" : "bytes";
    }
}
