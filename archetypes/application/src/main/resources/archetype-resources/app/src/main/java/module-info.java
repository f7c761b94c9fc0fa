/** The application. */
module ${package} {
    requires ${package}.api;
    requires dev.pluginhost;
}
