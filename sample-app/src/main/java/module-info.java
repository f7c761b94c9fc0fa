/** A small home hub: the application to read first. */
module acme.home {
    requires acme.home.api;
    requires dev.pluginhost;
    requires java.logging;

    // Not for the hub itself, but plugins can only require what the application's layer has.
    requires java.scripting;
    requires java.sql;
    requires java.sql.rowset;
    requires jdk.dynalink;
    requires jdk.unsupported;
}
