module acme.kotlin {
    requires dev.pluginhost;
    requires kotlin.stdlib;

    provides dev.pluginhost.plugin.Plugin with acme.kotlin.Clock;
    provides java.util.function.Supplier with acme.kotlin.Clock;
}
