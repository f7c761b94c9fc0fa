/**
 * Asserts that a plugin is gone after it was unloaded, or shows what holds it. Works as a named module and on the class
 * path. Contains Shark, which reads heap dumps, as a private library.
 */
@org.jspecify.annotations.NullMarked
module dev.pluginhost.testkit.leaks {
    requires java.management;
    requires jdk.management;
    requires static org.jspecify;

    exports dev.pluginhost.testkit.leaks;
}
