module acme.greeter {
    requires acme.home.api;
    requires com.google.gson;
    requires dev.pluginhost;

    provides acme.home.api.StatusLine with
            acme.greeter.Greeting;
    provides dev.pluginhost.plugin.Plugin with
            acme.greeter.Greeter;
}
