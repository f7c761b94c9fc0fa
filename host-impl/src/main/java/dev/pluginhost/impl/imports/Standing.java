package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportFailure;
import dev.pluginhost.ImportTrace;
import java.util.Optional;

/**
 * How a plugin stands with imports at one moment.
 *
 * @param inFlight whether it is being imported
 * @param failure the last import's failure, if it failed
 * @param trace how the last import went, if there was one
 */
public record Standing(boolean inFlight, Optional<ImportFailure> failure, Optional<ImportTrace> trace) {}
