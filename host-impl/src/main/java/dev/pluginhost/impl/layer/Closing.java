package dev.pluginhost.impl.layer;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Closing several things, none of which keeps the others from being closed. */
final class Closing {

    private Closing() {}

    /** Closes what was opened before a failure; what goes wrong in that is added to the failure. */
    static void after(Throwable failure, Closeable opened) {
        try {
            opened.close();
        } catch (Throwable e) { // nor does an error of a foreign file system
            failure.addSuppressed(e);
        }
    }

    /** Closes them all, then throws the first failure with the others added. */
    static void all(Iterable<? extends Closeable> closeables) throws IOException {
        IOException failure = null;
        for (Closeable closeable : closeables) {
            failure = one(closeable, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable IOException one(Closeable closeable, @Nullable IOException failure) {
        try {
            closeable.close();
            return failure;
        } catch (Throwable e) { // an error of a foreign file system too: the others have to be closed
            if (failure != null) {
                failure.addSuppressed(e);
                return failure;
            }
            return e instanceof IOException io ? io : new IOException(e.getMessage(), e);
        }
    }
}
