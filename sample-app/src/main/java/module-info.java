/** A small program that hosts plugins. */
module acme.home {
    requires dev.pluginhost;
}
