package dev.pluginhost.impl.discovery;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;

/**
 * One module on disk. Immutable.
 *
 * @param descriptor its declaration, all its packages included; derived, if it is automatic
 * @param file the jar, or the root directory of the exploded module
 * @param exploded whether it is an exploded module
 * @param fingerprint of the jar, or of the exploded module's {@code module-info.class}, when the descriptor was read
 */
public record ModuleArtifact(ModuleDescriptor descriptor, Path file, boolean exploded, Fingerprint fingerprint) {

    /** The module's name. */
    public String name() {
        return descriptor.name();
    }

    /** The file that the fingerprint is of. */
    public Path fingerprinted() {
        return exploded ? file.resolve("module-info.class") : file;
    }
}
