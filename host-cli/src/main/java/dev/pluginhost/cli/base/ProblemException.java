package dev.pluginhost.cli.base;

import dev.pluginhost.spi.Printable;
import org.jspecify.annotations.Nullable;

/** A command cannot go on: the message is one line, and the exit code is {@link CliCommand#PROBLEMS}. */
public final class ProblemException extends RuntimeException {

    /** With the fact, the offender, and after a semicolon the cure; foreign text in it is made printable. */
    public ProblemException(String message, @Nullable Throwable cause) {
        super(Printable.line(message), cause);
    }
}
