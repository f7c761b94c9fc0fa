/** The application: on the module path it is this module, elsewhere this declaration has no effect. */
module acme.probe {
    requires acme.home.api;
    requires com.fasterxml.jackson.databind;
    requires dev.pluginhost;
    // For plugins, and for libraries of their bundles: on the module path they are not there otherwise.
    requires java.scripting;
    requires java.sql;
    requires java.sql.rowset;
    requires jdk.dynalink;
    requires jdk.unsupported;

    provides acme.home.api.StatusLine with
            acme.probe.Porch;
}
