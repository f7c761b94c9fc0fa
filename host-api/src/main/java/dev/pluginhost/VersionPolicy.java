package dev.pluginhost;

/**
 * What happens where a plugin was compiled against a version of a module that the installed one is not compatible with. The
 * version compiled against is what the compiler recorded ({@link java.lang.module.ModuleDescriptor.Requires#compiledVersion});
 * a version is compatible if it has the same major number and is not older. Where either version is unknown, nothing is
 * compared; nor are versions of the JDK's modules.
 */
public enum VersionPolicy {
    /** The plugin cannot be imported. */
    REFUSE,
    /** The plugin is imported, and a {@link Problem} says so. */
    WARN,
    /** Nothing is compared. */
    ALLOW
}
