package dev.pluginhost.junit;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** What {@link PluginUnderTest} does; use that annotation. It has no state of its own, so tests may run at the same time. */
public final class PluginExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(PluginExtension.class);

    /** For JUnit. */
    public PluginExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        PluginUnderTest how = annotation(context);
        if (how.life() == PluginUnderTest.Life.CLASS) {
            if (running(context) == null) { // else it is that of the class around this one
                start(context, how);
            }
            inject(context.getRequiredTestClass(), null, required(context));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        PluginUnderTest how = annotation(context);
        if (how.life() == PluginUnderTest.Life.TEST) {
            start(context, how);
        }
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            inject(instance.getClass(), instance, required(context));
        }
    }

    private static void start(ExtensionContext context, PluginUnderTest how) throws IOException {
        TestHost host = TestHost.build(context.getRequiredTestClass(), how);
        store(context).put(TestHost.class, host); // so it is closed even if it does not start
        host.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestHost host = running(context);
        if (host != null) {
            if (context.getExecutionException().isPresent()) {
                host.failed();
            }
            for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
                clear(instance.getClass(), instance, host);
            }
        }
        end(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        TestHost host = running(context);
        if (host != null) {
            clear(context.getRequiredTestClass(), null, host);
            context.getTestInstance().ifPresent(instance -> clear(instance.getClass(), instance, host));
        }
        end(context);
    }

    /** Ends the host of this test or class, not one that is around it. */
    private static void end(ExtensionContext context) {
        TestHost host = store(context).remove(TestHost.class, TestHost.class);
        if (host != null) {
            host.end(context.getExecutionException().isEmpty());
        }
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    private static @Nullable TestHost running(ExtensionContext context) {
        return store(context).get(TestHost.class, TestHost.class);
    }

    private static TestHost required(ExtensionContext context) {
        TestHost host = running(context);
        if (host == null) {
            throw new ParameterResolutionException("No host runs yet, wanted by " + context.getDisplayName()
                    + "; inject into test methods or fields, or use @PluginUnderTest(life = CLASS)");
        }
        return host;
    }

    private static PluginUnderTest annotation(ExtensionContext context) {
        for (Class<?> each = context.getRequiredTestClass(); each != null; each = each.getEnclosingClass()) {
            Optional<PluginUnderTest> found = AnnotationSupport.findAnnotation(each, PluginUnderTest.class);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IllegalStateException(
                "Class " + context.getRequiredTestClass().getName()
                        + " uses PluginExtension without saying what is tested; put @PluginUnderTest on it instead");
    }

    // What is injected

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Type type = parameter.getParameter().getParameterizedType();
        if (type == PluginHost.class || type == ImportedModule.class) {
            return true;
        }
        TestHost host = running(context);
        return host != null
                && (isService(parameter.getParameter(), type, host) || isLikeService(parameter, type, host));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return value(parameter.getParameter().getParameterizedType(), required(context));
    }

    private static Object value(Type type, TestHost host) {
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
        List<String> provided = plugin.module().getDescriptor().provides().stream()
                .map(ModuleDescriptor.Provides::service)
                .sorted()
                .toList();
        if (!provided.contains(service.getName())) {
            throw new ParameterResolutionException("Plugin " + host.name() + " provides no " + service.getName()
                    + ", wanted by the test, but " + provided + "; "
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

    private static boolean isService(AnnotatedElement place, Type type, TestHost host) {
        Class<?> service = serviceType(type);
        return service != null
                && host.importsFirst()
                && place.getAnnotations().length == 0
                && host.plugin().module().getDescriptor().provides().stream()
                        .anyMatch(provides -> provides.service().equals(service.getName()));
    }

    /** Whether a plain test asks for an interface that nobody else is likely to inject: then the plugin should provide it. */
    private static boolean isLikeService(ParameterContext parameter, Type type, TestHost host) {
        Class<?> wanted = raw(type);
        return wanted != null
                && wanted.isInterface()
                && host.importsFirst()
                && !wanted.getName().startsWith("java.")
                && !wanted.getName().startsWith("org.junit.")
                && parameter.getParameter().getAnnotations().length == 0
                && parameter.getDeclaringExecutable().isAnnotationPresent(Test.class);
    }

    private static void inject(Class<?> type, @Nullable Object instance, TestHost host) {
        for (Field field : fields(type, instance)) {
            Type wanted = field.getGenericType();
            boolean isOurs = wanted == PluginHost.class
                    || (wanted == ImportedModule.class && host.importsFirst())
                    || isService(field, wanted, host);
            if (isOurs && field.getAnnotations().length == 0 && get(field, instance) == null) {
                set(field, instance, value(wanted, host));
            }
        }
    }

    /** Clears the fields that refer to the host or to objects of the plugin: a test instance lives longer than its test. */
    private static void clear(Class<?> type, @Nullable Object instance, TestHost host) {
        for (Field field : fields(type, instance)) {
            Object value = field.getType().isPrimitive() ? null : get(field, instance);
            if (value != null && (isInjected(value) || host.refersToPlugin(value))) {
                set(field, instance, null);
            }
        }
    }

    private static boolean isInjected(Object value) {
        return value instanceof PluginHost || value instanceof ImportedModule || value instanceof Module;
    }

    /** The fields of a class and its superclasses: those of an instance, or the static ones. */
    private static List<Field> fields(Class<?> type, @Nullable Object instance) {
        return ReflectionSupport.findFields(
                type,
                field -> Modifier.isStatic(field.getModifiers()) == (instance == null)
                        && !Modifier.isFinal(field.getModifiers())
                        && !field.isSynthetic(),
                HierarchyTraversalMode.TOP_DOWN);
    }

    private static @Nullable Object get(Field field, @Nullable Object instance) {
        try {
            field.setAccessible(true);
            return field.get(instance);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Field " + field + " cannot be read", e);
        }
    }

    private static void set(Field field, @Nullable Object instance, @Nullable Object value) {
        try {
            field.setAccessible(true);
            field.set(instance, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Field " + field + " cannot be set", e);
        }
    }
}
