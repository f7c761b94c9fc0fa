package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.impl.registry.Imported;

/** How a flight ended. */
sealed interface Outcome {

    /** The plugin is imported. */
    record Success(Imported imported) implements Outcome {}

    /** It is not. */
    record Failed(Failure failure) implements Outcome {}

    /** The module, or the failure as an exception of the caller's own. */
    default ImportedModule get() {
        if (this instanceof Success success) {
            return success.imported.handle();
        }
        throw ((Failed) this).failure.exception();
    }
}
