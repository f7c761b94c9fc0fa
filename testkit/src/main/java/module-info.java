/**
 * Makes plugins in tests: sources in; jar, bundle or exploded directory out. Needs a JDK, for it runs {@code javac} in
 * process. Works as a named module and on the class path.
 */
@org.jspecify.annotations.NullMarked
module dev.pluginhost.testkit {
    requires jdk.compiler;
    requires static org.jspecify;

    exports dev.pluginhost.testkit;
}
