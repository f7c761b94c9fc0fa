package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.time.Instant;
import java.util.Objects;

/**
 * Why a plugin could not be imported, or is without some of its services, in words: neither an exception nor a class of the plugin is kept.
 *
 * @param stage how far it came
 * @param message what the exception said that callers got; one line of at most 4,000 characters
 * @param details the exception's stack trace with those of its causes, as text of at most 100,000 characters, in which control
 *     characters other than line breaks and tabs are escaped; empty for a refusal
 * @param at when it failed
 */
public record ImportFailure(ImportStage stage, String message, String details, Instant at) {

    /** Refuses {@code null}, and makes the texts printable. */
    public ImportFailure {
        Objects.requireNonNull(stage, "stage");
        message = Printable.line(Objects.requireNonNull(message, "message"));
        details = Printable.lines(Objects.requireNonNull(details, "details"));
        Objects.requireNonNull(at, "at");
    }
}
