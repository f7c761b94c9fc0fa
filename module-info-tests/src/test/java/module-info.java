// A client module of its own, which sees no more of PluginHost than any other client.
open module dev.pluginhost.moduletests {
    requires dev.pluginhost;
    requires dev.pluginhost.testkit;
    requires java.xml;
    requires org.junit.jupiter.api;

    exports dev.pluginhost.moduletests.api; // to plugins
}
