package dev.pluginhost.benchmarks.cold;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the jars of Layrry are: beside those of the benchmarks, and on no class path but that of its own JVMs. */
final class LayrryHome {

    private LayrryHome() {}

    /** This JVM's class path with Layrry after it. */
    static String classPath() {
        return System.getProperty("java.class.path") + File.pathSeparator + directory() + File.separator + "*";
    }

    /** The name of its jar, which ends with its version. */
    static String artifact() {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory(), "layrry-core-*.jar")) {
            return String.valueOf(jars.iterator().next().getFileName()).replace(".jar", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        try {
            Path own = Path.of(LayrryHome.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return own.resolveSibling("../layrry").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
