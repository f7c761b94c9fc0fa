package dev.pluginhost.modules.check;

import org.jspecify.annotations.Nullable;

/**
 * What came of looking a class up. Immutable.
 *
 * @param found the class; null if it is absent
 * @param owner for an absent class, what has its package, in words; empty if nothing that the plugin sees has it
 * @param library for an absent class, the file name of the library that has its package; empty if none is the owner
 */
public record Lookup(Access access, @Nullable FoundClass found, String owner, String library) {

    /** Whether code can use a public class. */
    public enum Access {
        GRANTED,
        /** The module that has the class is not read, or the loader does not look there. */
        NOT_READ,
        /** The module that has the class does not export the package. */
        NOT_EXPORTED,
        /** The class is nowhere. */
        ABSENT
    }

    static final Lookup ABSENT = new Lookup(Access.ABSENT, null, "", "");
}
