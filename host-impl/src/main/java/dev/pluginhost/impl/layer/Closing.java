package dev.pluginhost.impl.layer;

import java.io.Closeable;
import java.io.IOException;

/** Closes several things, all of them whatever fails: a foreign file system may throw anything. */
final class Closing {

    private Closing() {}

    /** Closes what was opened before a failure, to which a further failure is added. */
    static void after(Throwable failure, Closeable opened) {
        try {
            opened.close();
        } catch (Throwable e) {
            failure.addSuppressed(e);
        }
    }

    /** Closes them all, then throws the first failure, to which the others are added. */
    static void all(Iterable<? extends Closeable> closeables) throws IOException {
        IOException failure = null;
        for (Closeable closeable : closeables) {
            try {
                closeable.close();
            } catch (Throwable e) {
                if (failure == null) {
                    failure = e instanceof IOException io ? io : new IOException(e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
