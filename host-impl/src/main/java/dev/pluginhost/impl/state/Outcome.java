package dev.pluginhost.impl.state;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.impl.registry.Imported;

/** What came of a request for a plugin, or of an operation. */
public sealed interface Outcome {

    /** The plugin is imported. */
    record Present(Imported imported) implements Outcome {}

    /** The plugin cannot be imported, or its import has failed. */
    record Failed(FailedImport failure) implements Outcome {}

    /** The plugin was unloaded, or its unloading was called off with the host. */
    record Gone() implements Outcome {}

    /** The module, or the failure as a new exception for this caller. */
    default ImportedModule get() {
        if (this instanceof Present present) {
            return present.imported.handle();
        }
        if (this instanceof Failed failed) {
            throw failed.failure.exception();
        }
        throw new IllegalStateException("No result: " + this);
    }
}
