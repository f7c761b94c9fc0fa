/** Keeps readings in SQLite. The driver and its native library are private to this plugin's bundle. */
module acme.store {
    requires acme.core;
    requires acme.home.api;
    requires dev.pluginhost;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    uses java.sql.Driver;

    provides dev.pluginhost.plugin.Plugin with
            acme.store.StorePlugin;
    provides acme.home.api.Store with
            acme.store.StorePlugin;
}
