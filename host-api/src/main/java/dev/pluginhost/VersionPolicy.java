package dev.pluginhost;

/**
 * What happens if a plugin was compiled against a version of a module that is not compatible with the installed one. The
 * compiler records the version it compiles against ({@link java.lang.module.ModuleDescriptor.Requires#compiledVersion}). The
 * installed version is compatible if it has the same major number and is not older. If one of them is unknown, or the module is
 * one of the JDK, nothing is compared.
 */
public enum VersionPolicy {
    /** The plugin cannot be imported. */
    REFUSE,
    /** The plugin is imported, and a {@link Problem} says so. */
    WARN,
    /** The plugin is imported; nothing is compared. */
    ALLOW
}
