/**
 * The deep check of plugins: {@link dev.pluginhost.verify.Verifier} reads each class of a plugin and looks up what it refers to, in what the
 * plugin would see if it were imported. It runs no code of a plugin.
 */
@org.jspecify.annotations.NullMarked
module dev.pluginhost.verify {
    requires transitive dev.pluginhost;
    requires dev.pluginhost.impl; // the hosts that are asked
    requires dev.pluginhost.modules;
    requires static org.jspecify;
    requires org.objectweb.asm;

    exports dev.pluginhost.verify;
}
