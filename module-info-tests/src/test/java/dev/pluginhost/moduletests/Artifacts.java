package dev.pluginhost.moduletests;

import java.nio.file.Files;
import java.nio.file.Path;

/** The jars under test, as the build has made them. */
final class Artifacts {

    static final Path HOST_API = jar("pluginhost.host-api");
    static final Path HOST_MODULES = jar("pluginhost.host-modules");
    static final Path HOST_IMPL = jar("pluginhost.host-impl");
    static final Path HOST_CLI = jar("pluginhost.host-cli");
    static final Path PLUGINHOST_JAR = jar("pluginhost.jar");
    static final Path HOST_VERIFY = jar("pluginhost.host-verify");
    static final Path STARTER = jar("pluginhost.starter");
    static final Path JUNIT = jar("pluginhost.junit");
    static final Path TESTKIT_LEAKS = jar("pluginhost.testkit-leaks");

    private Artifacts() {}

    private static Path jar(String property) {
        Path jar = Path.of(System.getProperty(property, ""));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("The property " + property + " is '" + jar
                    + "' and names no jar; run these tests with 'mvn verify', which makes the jars first");
        }
        return jar.toAbsolutePath();
    }
}
