package dev.pluginhost;

import java.util.Objects;
import java.util.Optional;

/**
 * What came of one name in a batch.
 *
 * @param name the module name that was asked for
 * @param outcome what came of it
 * @param module the module, unless the outcome is {@link Outcome#FAILED}
 * @param failure the failure, if the outcome is {@link Outcome#FAILED}
 */
public record ImportResult(
        String name, Outcome outcome, Optional<ImportedModule> module, Optional<PluginException> failure) {

    /** What came of a name. */
    public enum Outcome {
        /** This batch had it imported. */
        IMPORTED,
        /** It was imported before. */
        ALREADY_IMPORTED,
        /** Its import was under way on somebody else's behalf, and succeeded. */
        JOINED,
        /** It could not be imported. */
        FAILED
    }

    /** Sees to it that there is either a module or a failure. */
    public ImportResult {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(outcome, "outcome");
        if (module.isPresent() == failure.isPresent() || failure.isPresent() != (outcome == Outcome.FAILED)) {
            throw new IllegalArgumentException("A result is a module or a failure, as its outcome says: " + outcome);
        }
    }

    /**
     * The module, or the failure thrown.
     *
     * @return the imported module
     * @throws PluginException if it could not be imported
     */
    public ImportedModule get() {
        return module.orElseThrow(failure::orElseThrow);
    }
}
