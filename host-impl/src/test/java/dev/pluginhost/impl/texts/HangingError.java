package dev.pluginhost.impl.texts;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Errors of a class of their own loader, such as a plugin's, which hang when they are asked for their text. */
public final class HangingError implements AutoCloseable {

    private final CountDownLatch latch = new CountDownLatch(1);
    private final URLClassLoader loader;

    /** Errors that hang until this is closed. */
    public HangingError(Path directory) throws IOException {
        Path jar = PluginSource.module("acme.hanging")
                .exports("acme.hanging")
                .source("acme.hanging.Hanging", """
                        public class Hanging extends Error {
                            private final java.util.concurrent.CountDownLatch latch;
                            public Hanging(java.util.concurrent.CountDownLatch latch) { this.latch = latch; }
                            @Override public String toString() {
                                while (true) {
                                    try {
                                        latch.await();
                                        return "asked";
                                    } catch (InterruptedException e) {
                                        // no interrupt ends it
                                    }
                                }
                            }
                        }
                        """)
                .jar(directory);
        loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
    }

    /** Another one. */
    public Error make() throws ReflectiveOperationException {
        return (Error) loader.loadClass("acme.hanging.Hanging")
                .getConstructor(CountDownLatch.class)
                .newInstance(latch);
    }

    @Override
    public void close() throws IOException {
        latch.countDown();
        loader.close();
    }
}
