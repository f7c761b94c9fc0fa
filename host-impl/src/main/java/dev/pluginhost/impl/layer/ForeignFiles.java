package dev.pluginhost.impl.layer;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Asks a file system that need not be the JDK's: it may throw anything, and one that was closed does. Stateless. */
final class ForeignFiles {

    private ForeignFiles() {}

    /** What a file system is asked. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws IOException;
    }

    /** The answer; whatever is thrown instead of it is an {@link IOException}. */
    static <T> T ask(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
    }
}
