module acme.application {
    requires dev.pluginhost;

    uses java.util.function.Supplier;

    exports acme.application;
}
