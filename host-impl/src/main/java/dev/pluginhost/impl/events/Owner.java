package dev.pluginhost.impl.events;

import dev.pluginhost.impl.layer.PluginLayer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose a registration is: that of each plugin whose loader, or a loader below it, has defined the listener's class or the service
 * type, and of the plugin in whose start or stop it was registered. It ends with any of them. Immutable.
 *
 * @param loaders the loaders of these; the loader of a class of the JDK is left out
 */
record Owner(List<ClassLoader> loaders) {

    static Owner of(@Nullable ClassLoader registering, Class<?>... types) {
        List<ClassLoader> loaders = new ArrayList<>();
        if (registering != null) {
            loaders.add(registering);
        }
        for (Class<?> type : types) {
            if (type.getClassLoader() != null) {
                loaders.add(type.getClassLoader());
            }
        }
        return new Owner(loaders);
    }

    boolean isOf(ClassLoader plugin) {
        for (ClassLoader loader : loaders) {
            for (ClassLoader each = loader; each != null; each = each.getParent()) {
                if (each == plugin) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether one of the plugins is gone, so that the registration must not begin. */
    boolean isGone() {
        for (ClassLoader loader : loaders) {
            if (PluginLayer.isClosed(loader)) {
                return true;
            }
        }
        return false;
    }
}
