/** A small home hub: the application to read first. */
module acme.home {
    requires acme.home.api;
    requires dev.pluginhost;
    requires java.logging;

    // The hub does not use it. A plugin can only require modules of the application's layer.
    requires java.scripting;
    requires java.sql;
    requires java.sql.rowset;
    requires jdk.dynalink;
    requires jdk.unsupported;
}
