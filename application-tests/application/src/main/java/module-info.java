/** The application: on the module path it is this module, elsewhere this declaration has no effect. */
module acme.probe {
    requires acme.home.api;
    requires com.fasterxml.jackson.databind;
    requires dev.pluginhost;
    // For plugins that require them: on the module path they are not there otherwise.
    requires java.scripting;
    requires java.sql;

    provides acme.home.api.StatusLine with
            acme.probe.Porch;
}
