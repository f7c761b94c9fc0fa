/** The host behind the API. */
module dev.pluginhost.impl {
    requires dev.pluginhost;
    requires static org.jspecify;
}
