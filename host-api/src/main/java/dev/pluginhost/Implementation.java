package dev.pluginhost;

import dev.pluginhost.spi.PluginHostProvider;
import java.lang.module.ModuleFinder;
import java.util.Iterator;
import java.util.ServiceLoader;

/** Finds the implementation, or says why there is none. */
final class Implementation {

    private static final String NAME = "dev.pluginhost.impl";

    private Implementation() {}

    static PluginHostProvider find() {
        Module api = PluginHost.class.getModule();
        Iterator<PluginHostProvider> found = api.isNamed()
                ? ServiceLoader.load(api.getLayer(), PluginHostProvider.class).iterator()
                : ServiceLoader.load(PluginHostProvider.class, PluginHost.class.getClassLoader())
                        .iterator();
        if (found.hasNext()) {
            return found.next();
        }
        if (!api.isNamed()) {
            throw new IllegalStateException(
                    "No implementation of PluginHost is on the class path of host-api" + location()
                            + "; add the artifact dev.pluginhost:host-impl to it, and in a shaded jar keep its file"
                            + " META-INF/services/" + PluginHostProvider.class.getName());
        }
        if (api.getLayer() != ModuleLayer.boot()) {
            throw new IllegalStateException("No implementation of PluginHost is resolved in the layer of dev.pluginhost"
                    + location()
                    + ", which the application has made; add the artifact dev.pluginhost:host-impl to the"
                    + " finder of that layer, and make it with resolveAndBind or with " + NAME
                    + " among its roots");
        }
        throw new IllegalStateException("No implementation of PluginHost is resolved in the layer of dev.pluginhost"
                + location()
                + "; add the artifact dev.pluginhost:host-impl to the module path, and if it is there already,"
                + " start with --add-modules " + NAME + onModulePath());
    }

    private static String location() {
        var source = PluginHost.class.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null ? "" : " (" + source.getLocation() + ")";
    }

    /** In an image made by jlink, the modules are in the image itself. */
    private static String onModulePath() {
        return ModuleFinder.ofSystem().find("dev.pluginhost").isPresent()
                ? " (in an image made by jlink: make it with --add-modules " + NAME + ")"
                : "";
    }
}
