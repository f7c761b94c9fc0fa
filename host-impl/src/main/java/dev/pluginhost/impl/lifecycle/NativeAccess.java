package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.modules.layer.PluginLayer;
import java.lang.reflect.Method;

/** Grants native access to plugins. In this module, as the JDK looks at the module that grants it (JEP 472). */
public final class NativeAccess {

    private NativeAccess() {}

    /** Lets the plugin's module use native code, as far as the host itself may: beyond that, the JDK would warn or refuse. */
    public static void grant(PluginLayer layer) {
        try {
            Method enable = ModuleLayer.Controller.class.getMethod("enableNativeAccess", Module.class);
            Method isEnabled = Module.class.getMethod("isNativeAccessEnabled");
            if ((boolean) isEnabled.invoke(NativeAccess.class.getModule())) {
                enable.invoke(layer.controller(), layer.module());
            }
        } catch (NoSuchMethodException e) {
            return; // before Java 22, which needs no grant
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Native access could not be granted: " + e, e);
        }
    }
}
