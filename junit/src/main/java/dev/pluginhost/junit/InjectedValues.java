package dev.pluginhost.junit;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What is injected for a type: the host, the plugin, its services. */
final class InjectedValues {

    private InjectedValues() {}

    static Object of(Type type, TestHost host) {
        if (type == PluginHost.class) {
            return host.host();
        }
        ImportedModule plugin = host.plugin();
        if (type == ImportedModule.class) {
            return plugin;
        }
        Class<?> service = serviceType(type);
        if (service == null) {
            throw new ParameterResolutionException(type + " is no service of plugin " + host.name());
        }
        if (!provided(plugin).contains(service.getName())) {
            throw new ParameterResolutionException("Plugin " + host.name() + " provides no " + service.getName()
                    + ", wanted by the test, but " + provided(plugin) + "; "
                    + (plugin.module().getDescriptor().isAutomatic()
                            ? "add the file META-INF/services/" + service.getName() + " with the name of the class"
                            : "add \"provides " + service.getName()
                                    + " with\" and the class to its module declaration"));
        }
        List<?> services = plugin.services(service);
        if (services.isEmpty()) {
            throw new ParameterResolutionException("Plugin " + host.name() + " provides another " + service.getName()
                    + " than that of the test, which is a class of its own; move the type into an artifact that is a dependency of"
                    + " scope provided, or use ImportedModule.loadClass");
        }
        if (isList(type)) {
            return services;
        }
        if (services.size() > 1) {
            throw new ParameterResolutionException(
                    "Plugin " + host.name() + " provides " + services.size() + " services of " + service.getName()
                            + "; let the test ask for List<" + service.getSimpleName() + ">");
        }
        return services.get(0);
    }

    private static List<String> provided(ImportedModule plugin) {
        return plugin.module().getDescriptor().provides().stream()
                .map(ModuleDescriptor.Provides::service)
                .sorted()
                .toList();
    }

    /** Whether the plugin provides a type, or one of which this is a list. */
    static boolean isService(Type type, TestHost host) {
        Class<?> service = serviceType(type);
        return service != null && host.importsFirst() && provided(host.plugin()).contains(service.getName());
    }

    /** Whether a plain test asks for an interface that nobody else is likely to inject: then the plugin should provide it. */
    static boolean isLikeService(ParameterContext parameter, TestHost host) {
        Class<?> wanted = parameter.getParameter().getType();
        return wanted.isInterface()
                && host.importsFirst()
                && !wanted.getName().startsWith("java.")
                && !wanted.getName().startsWith("org.junit.")
                && parameter.getDeclaringExecutable().isAnnotationPresent(Test.class);
    }

    /** The service of a type, or of a list of it; null if it is neither. */
    private static @Nullable Class<?> serviceType(Type type) {
        return raw(isList(type) ? ((ParameterizedType) type).getActualTypeArguments()[0] : type);
    }

    private static boolean isList(Type type) {
        return type instanceof ParameterizedType && raw(type) == List.class;
    }

    private static @Nullable Class<?> raw(Type type) {
        Type raw = type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type;
        return raw instanceof Class<?> known ? known : null;
    }
}
