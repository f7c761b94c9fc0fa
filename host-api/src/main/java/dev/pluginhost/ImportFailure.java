package dev.pluginhost;

import java.time.Instant;
import java.util.Objects;

/**
 * Why a plugin could not be imported, in words: neither an exception nor a class of the plugin is kept.
 *
 * @param stage how far it came
 * @param message what the exception said that callers got
 * @param details the exception's stack trace with those of its causes, as text; empty for a refusal
 * @param at when it failed
 */
public record ImportFailure(ImportStage stage, String message, String details, Instant at) {

    /** Refuses {@code null}. */
    public ImportFailure {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(details, "details");
        Objects.requireNonNull(at, "at");
    }
}
