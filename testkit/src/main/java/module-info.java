/**
 * Makes plugins in tests from sources, as a jar, a bundle or an exploded directory. Needs a JDK, because it runs
 * {@code javac} in this process. Works as a named module and on the class path.
 */
@org.jspecify.annotations.NullMarked
module dev.pluginhost.testkit {
    requires jdk.compiler;
    requires static org.jspecify;
    requires static org.junit.jupiter.api; // only where the system cannot tell something, to leave a test out

    exports dev.pluginhost.testkit;
}
