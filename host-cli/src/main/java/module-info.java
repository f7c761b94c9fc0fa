/**
 * Commands for operators of an application with plugins. {@link dev.pluginhost.cli.PluginHostCli} runs them, from the command line
 * and in another program.
 */
@org.jspecify.annotations.NullMarked
module dev.pluginhost.cli {
    requires transitive dev.pluginhost;
    requires dev.pluginhost.impl;
    requires dev.pluginhost.modules;
    requires dev.pluginhost.verify;
    requires info.picocli;
    requires java.logging;
    requires jdk.jfr;
    requires static org.jspecify;

    exports dev.pluginhost.cli;
    exports dev.pluginhost.cli.timeline;

    // Options and parameters are fields that it sets.
    opens dev.pluginhost.cli to
            info.picocli;
    opens dev.pluginhost.cli.base to
            info.picocli;
}
