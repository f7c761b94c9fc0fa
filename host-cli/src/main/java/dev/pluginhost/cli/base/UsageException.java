package dev.pluginhost.cli.base;

import dev.pluginhost.spi.Printable;

/** A command was typed wrong: the message is one line, and the exit code is {@link CliCommand#USAGE}. */
public final class UsageException extends RuntimeException {

    /** With the fact, the offender, and after a semicolon the cure; foreign text in it is made printable. */
    public UsageException(String message) {
        super(Printable.line(message));
    }
}
