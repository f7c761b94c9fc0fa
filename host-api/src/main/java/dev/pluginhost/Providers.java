package dev.pluginhost;

import dev.pluginhost.spi.PluginHostProvider;
import java.lang.module.ModuleFinder;
import java.util.Iterator;
import java.util.ServiceLoader;

/** Finds the implementation, or says why there is none. */
final class Providers {

    private static final String IMPLEMENTATION = "dev.pluginhost.impl";

    private Providers() {}

    static PluginHostProvider only() {
        Module api = PluginHost.class.getModule();
        if (!api.isNamed()) {
            throw new IllegalStateException("host-api" + location() + " is on the class path, where it is not a module,"
                    + " so no plugin can require dev.pluginhost; put host-api and host-impl on the module path instead:"
                    + " java --module-path <directory of both> --add-modules " + IMPLEMENTATION
                    + " (the application itself may stay on the class path)");
        }
        Iterator<PluginHostProvider> found =
                ServiceLoader.load(api.getLayer(), PluginHostProvider.class).iterator();
        if (found.hasNext()) {
            return found.next();
        }
        if (api.getLayer() != ModuleLayer.boot()) {
            throw new IllegalStateException("No implementation of PluginHost is resolved in the layer of dev.pluginhost"
                    + location()
                    + ", which the application has made; add the artifact dev.pluginhost:host-impl to the"
                    + " finder of that layer, and make it with resolveAndBind or with " + IMPLEMENTATION
                    + " among its roots");
        }
        throw new IllegalStateException("No implementation of PluginHost is resolved in the layer of dev.pluginhost"
                + location()
                + "; add the artifact dev.pluginhost:host-impl to the module path, and if it is there already,"
                + " start with --add-modules " + IMPLEMENTATION + onModulePath());
    }

    private static String location() {
        var source = PluginHost.class.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null ? "" : " (" + source.getLocation() + ")";
    }

    /** In an image made by jlink, the modules are in the image itself. */
    private static String onModulePath() {
        return ModuleFinder.ofSystem().find("dev.pluginhost").isPresent()
                ? " (in an image made by jlink: make it with --add-modules " + IMPLEMENTATION + ")"
                : "";
    }
}
