// An application. It requires the JDK modules that the published modules require, because the host cannot add modules
// to the
// boot layer.
open module dev.pluginhost.publishedtests {
    requires dev.pluginhost;
    requires dev.pluginhost.testkit;
    requires java.se;
    requires jdk.dynalink;
    requires jdk.unsupported;
    requires jdk.xml.dom;
    requires org.junit.jupiter.api;
}
