// An application of its own. What published modules require of the JDK, it has to have: the host cannot add to the boot
// layer.
open module dev.pluginhost.publishedtests {
    requires dev.pluginhost;
    requires dev.pluginhost.testkit;
    requires java.se;
    requires jdk.dynalink;
    requires jdk.unsupported;
    requires jdk.xml.dom;
    requires org.junit.jupiter.api;
}
