/** Compiles and packs plugins for tests. */
module dev.pluginhost.testkit {
    requires java.compiler;
    requires static org.jspecify;

    exports dev.pluginhost.testkit;
}
