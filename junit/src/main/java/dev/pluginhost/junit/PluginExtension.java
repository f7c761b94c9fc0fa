package dev.pluginhost.junit;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestTemplate;
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
import org.junit.jupiter.api.extension.TestInstances;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link PluginUnderTest} does; use that annotation. It has no state of its own, so tests may run at the same time. */
public final class PluginExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(PluginExtension.class);

    /** The annotation that counts for a test class, and the class that has it: that one, or one around it. */
    private record Declared(Class<?> by, PluginUnderTest how) {

        boolean isForClass() {
            return how.life() == PluginUnderTest.Life.CLASS;
        }
    }

    /** For JUnit. */
    public PluginExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Declared declared = declared(context);
        if (!declared.isForClass()) {
            return;
        }
        TestHost around = running(context);
        if (around == null || around.declaredBy() != declared.by) {
            start(context, declared);
        }
        TestHost host = required(context);
        host.injected().inject(context.getRequiredTestClass(), null, host, true);
        context.getTestInstances().ifPresent(instances -> inject(instances, host, true)); // one for all tests
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Declared declared = declared(context);
        if (!declared.isForClass()) {
            start(context, declared);
        }
        TestHost host = required(context);
        boolean isShared = isShared(context);
        TestInstances instances = context.getRequiredTestInstances();
        if (isShared && !declared.isForClass() && context.getExecutionMode() == ExecutionMode.CONCURRENT) {
            refuseFields(instances, host);
        }
        // An instance of one test alone is garbage before the end of a host of the class.
        inject(instances, host, isShared || !declared.isForClass());
    }

    private static void refuseFields(TestInstances instances, TestHost host) {
        for (Object instance : instances.getAllInstances()) {
            if (host.injected().hasFields(instance.getClass(), instance, host)) {
                throw new IllegalStateException(
                        "Tests of " + instance.getClass().getName()
                                + " run at the same time on one instance, so their hosts would share its fields; let them have parameters"
                                + " instead, or use @PluginUnderTest(life = CLASS)");
            }
        }
    }

    private static void inject(TestInstances instances, TestHost host, boolean remember) {
        for (Object instance : instances.getAllInstances()) {
            host.injected().inject(instance.getClass(), instance, host, remember);
        }
    }

    private static boolean isShared(ExtensionContext context) {
        return context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD) == Lifecycle.PER_CLASS;
    }

    private static void start(ExtensionContext context, Declared declared) throws IOException {
        TestHost host = TestHost.build(context.getRequiredTestClass(), declared.by, declared.how);
        store(context).put(TestHost.class, host); // so it is closed even if it does not start
        host.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestHost host = running(context);
        if (host != null && context.getExecutionException().isPresent()) {
            host.failed();
        }
        end(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end(context);
    }

    /** Ends the host of this test or class, not one that is around it. */
    private static void end(ExtensionContext context) {
        TestHost host = store(context).remove(TestHost.class, TestHost.class);
        if (host != null) {
            // JUnit holds an instance for a while after its test; it is not used any more.
            Optional<TestInstances> over = isShared(context) ? Optional.empty() : context.getTestInstances();
            host.end(
                    context.getExecutionException().isEmpty(),
                    over.isEmpty() ? null : over.get().getAllInstances());
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

    private static Declared declared(ExtensionContext context) {
        for (Class<?> each = context.getRequiredTestClass(); each != null; each = each.getEnclosingClass()) {
            Optional<PluginUnderTest> found = AnnotationSupport.findAnnotation(each, PluginUnderTest.class);
            if (found.isPresent()) {
                return new Declared(each, found.get());
            }
        }
        throw new IllegalStateException(
                "Class " + context.getRequiredTestClass().getName()
                        + " uses PluginExtension without saying what is tested; put @PluginUnderTest on it instead");
    }

    // Parameters

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getParameter().getAnnotations().length > 0) {
            return false;
        }
        Class<?> type = parameter.getParameter().getType();
        if (type == PluginHost.class || type == ImportedModule.class) {
            return true;
        }
        TestHost host = running(context);
        return host != null
                && !hasArguments(parameter)
                && (InjectedValues.isService(parameter.getParameter().getParameterizedType(), host)
                        || InjectedValues.isLikeService(parameter, host));
    }

    /** Whether a method is called with values that somebody else provides. */
    private static boolean hasArguments(ParameterContext parameter) {
        return isMarked(parameter, TestTemplate.class) && !isMarked(parameter, RepeatedTest.class);
    }

    private static boolean isMarked(ParameterContext parameter, Class<? extends Annotation> mark) {
        return AnnotationSupport.isAnnotated(parameter.getDeclaringExecutable(), mark);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return InjectedValues.of(parameter.getParameter().getParameterizedType(), required(context));
    }
}
