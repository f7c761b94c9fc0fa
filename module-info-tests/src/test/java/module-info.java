// A client module, which sees the same of PluginHost as any other client.
open module dev.pluginhost.moduletests {
    requires dev.pluginhost;
    requires dev.pluginhost.testkit;
    requires java.xml;
    requires jdk.jfr;
    requires org.junit.jupiter.api;

    exports dev.pluginhost.moduletests.api; // to plugins
}
