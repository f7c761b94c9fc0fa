module acme.scala {
    requires dev.pluginhost;
    requires scala.library;

    provides dev.pluginhost.plugin.Plugin with acme.scala.Clock;
    provides java.util.function.Supplier with acme.scala.Clock;
}
