package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.layer.PluginLayer;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/**
 * Makes the providers of a plugin's module, by the rules of {@link java.util.ServiceLoader} (JLS 7.7.4). The service loader
 * itself would not do: it does not tell which module of a bundle a provider is of, wraps what a constructor throws, and
 * walks the layers above. Confined to the thread that imports the plugin.
 */
final class ProviderMaker {

    private final PluginLayer layer;

    /** What constructors have made, so that a class that provides several services has one instance. */
    private final Map<Class<?>, Object> made = new HashMap<>();

    ProviderMaker(PluginLayer layer) {
        this.layer = layer;
    }

    /**
     * The instance of a provider.
     *
     * @throws ServiceConfigurationError if the class is not fit to be a provider
     * @throws Throwable whatever the provider's code throws
     */
    <S> S make(Class<S> service, String className) throws Throwable {
        Module module = layer.module();
        Class<?> type = Class.forName(module, className);
        if (type == null) {
            throw unfit(
                    service,
                    className,
                    "is not there; put the class into the module, or take it out of its declaration");
        }
        if (!Modifier.isPublic(type.getModifiers())) {
            throw unfit(service, className, "is not public; make it so");
        }
        if (!module.isExported(type.getPackageName(), ProviderMaker.class.getModule())) {
            layer.openToHost(type.getPackageName());
        }
        try {
            Method method = providerMethod(type);
            Object instance = method != null ? method.invoke(null) : construct(service, type);
            if (!service.isInstance(instance)) {
                throw unfit(service, className, instance == null ? "gives null" : "is no " + service.getSimpleName());
            }
            return service.cast(instance);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            throw thrown == null ? e : thrown;
        }
    }

    /** A method {@code public static provider()} is for modules that are declared; of automatic ones only constructors are used. */
    private @Nullable Method providerMethod(Class<?> type) {
        if (layer.module().getDescriptor().isAutomatic()) {
            return null;
        }
        for (Method method : type.getDeclaredMethods()) {
            int modifiers = method.getModifiers();
            if (method.getName().equals("provider")
                    && method.getParameterCount() == 0
                    && Modifier.isPublic(modifiers)
                    && Modifier.isStatic(modifiers)) {
                return method;
            }
        }
        return null;
    }

    private Object construct(Class<?> service, Class<?> type) throws ReflectiveOperationException {
        Object known = made.get(type);
        if (known != null) {
            return known;
        }
        Constructor<?> constructor;
        try {
            constructor = type.getConstructor();
        } catch (NoSuchMethodException e) {
            throw unfit(service, type.getName(), "has no public constructor without parameters; give it one");
        }
        Object instance = constructor.newInstance();
        made.put(type, instance);
        return instance;
    }

    private static ServiceConfigurationError unfit(Class<?> service, String className, String why) {
        return new ServiceConfigurationError(service.getName() + ": provider " + className + " " + why);
    }
}
