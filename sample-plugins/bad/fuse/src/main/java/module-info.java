/** Has a static initialiser that throws. */
module acme.bad.fuse {
    requires dev.pluginhost;

    provides dev.pluginhost.plugin.Plugin with
            acme.bad.fuse.Fuse;
}
