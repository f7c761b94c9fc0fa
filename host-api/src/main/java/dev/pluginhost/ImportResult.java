package dev.pluginhost;

import java.util.Objects;
import java.util.Optional;

/**
 * The result of an import in a batch.
 *
 * @param name the requested module name
 * @param outcome what happened
 * @param module the module, unless the outcome is {@link Outcome#FAILED}
 * @param failure the failure, if the outcome is {@link Outcome#FAILED}
 */
public record ImportResult(
        String name, Outcome outcome, Optional<ImportedModule> module, Optional<PluginException> failure) {

    /** What happened. */
    public enum Outcome {
        /** This batch imported it. */
        IMPORTED,
        /** It was imported before. */
        ALREADY_IMPORTED,
        /** Its import was under way for another caller, and succeeded. */
        JOINED,
        /** It could not be imported. */
        FAILED
    }

    /** Refuses {@code null}, and anything but either a module or a failure. */
    public ImportResult {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(outcome, "outcome");
        if (module.isPresent() == failure.isPresent() || failure.isPresent() != (outcome == Outcome.FAILED)) {
            throw new IllegalArgumentException(
                    "A result is either a module or a failure, according to its outcome: " + outcome);
        }
    }

    /**
     * Returns the module, or throws the failure.
     *
     * @return the imported module
     * @throws PluginException if it could not be imported
     */
    public ImportedModule get() {
        return module.orElseThrow(failure::orElseThrow);
    }
}
