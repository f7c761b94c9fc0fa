package dev.pluginhost.impl.layer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Native access, which the controller of a layer can grant from Java 22 on. */
final class NativeAccess {

    private static final @Nullable Method ENABLE =
            method(ModuleLayer.Controller.class, "enableNativeAccess", Module.class);
    private static final @Nullable Method IS_ENABLED = method(Module.class, "isNativeAccessEnabled");

    private NativeAccess() {}

    /** Grants it to all modules of a layer, and says whether they have it. */
    static boolean grant(ModuleLayer.Controller controller) {
        if (ENABLE == null || IS_ENABLED == null) {
            return true;
        }
        try {
            // Without having it ourselves, granting it would print a warning in our name (JEP 472), or fail.
            if (!(boolean) IS_ENABLED.invoke(NativeAccess.class.getModule())) {
                return false;
            }
            for (Module module : controller.layer().modules()) {
                ENABLE.invoke(controller, module);
            }
            return true;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalCallerException) {
                return false;
            }
            throw new IllegalStateException("Native access could not be granted: " + e.getCause(), e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Native access could not be granted: " + e, e);
        }
    }

    private static @Nullable Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
