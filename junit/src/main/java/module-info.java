/**
 * Tests a plugin in a real host, as the project has built it: {@link dev.pluginhost.junit.PluginUnderTest} on a test class is enough. Works as
 * a named module and on the class path.
 */
@org.jspecify.annotations.NullMarked
module dev.pluginhost.junit {
    requires transitive dev.pluginhost;
    requires dev.pluginhost.testkit.leaks;
    requires java.xml;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports dev.pluginhost.junit;
}
