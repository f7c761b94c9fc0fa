package dev.pluginhost.impl.layer;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The cache in which the JDK keeps a jar open once a {@code jar:} URL of it was opened that has the JDK's own handler. Libraries
 * get such URLs by parsing the text of ours. Stateless.
 */
final class JdkJarCache {

    private JdkJarCache() {}

    /**
     * Closes a jar if it is in the cache, and takes it out of it. Code that reads from the cached jar at this moment fails. A jar
     * that is not in the cache is opened and closed.
     *
     * @param prefix how its URLs begin, from {@code jar:} to {@code !/}
     */
    static void evict(String prefix, Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return; // opening what has taken its place may hang
        }
        try {
            URLConnection connection = new URL(prefix).openConnection();
            if (connection instanceof JarURLConnection jar) {
                jar.setUseCaches(true);
                jar.getJarFile().close();
            }
        } catch (IOException | RuntimeException e) {
            // it is not in the cache, and its file is gone or no jar any more
        }
    }
}
