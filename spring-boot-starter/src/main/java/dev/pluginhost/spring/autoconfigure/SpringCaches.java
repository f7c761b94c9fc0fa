package dev.pluginhost.spring.autoconfigure;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;

/** Caches of Spring that hold classes softly: without this, an unloaded plugin stays until memory is short. */
public final class SpringCaches {

    private static final Log LOG = LogFactory.getLog(SpringCaches.class);

    /** Static caches of Spring for which it has no method. They are thread-safe, and filled again when needed. */
    private static final List<String> FIELDS = List.of(
            "beans.BeanUtils#unknownEditorTypes",
            "beans.CachedIntrospectionResults#softClassCache",
            "context.annotation.BeanAnnotationHelper#beanNameCache",
            "context.annotation.BeanAnnotationHelper#scopedProxyCache",
            "context.event.GenericApplicationListenerAdapter#eventTypeCache",
            "context.index.CandidateComponentsIndexLoader#cache",
            "core.BridgeMethodResolver#cache",
            "core.GenericTypeResolver#typeVariableCache",
            "core.annotation.AttributeMethods#cache",
            "core.annotation.OrderUtils#orderCache",
            "core.annotation.RepeatableContainers#cache",
            "core.convert.Property#annotationCache",
            "core.convert.support.ObjectToObjectConverter#conversionExecutableCache",
            "core.io.support.SpringFactoriesLoader#cache",
            "expression.spel.standard.SpelCompiler#compilers",
            "util.ClassUtils#interfaceMethodCache",
            "util.ClassUtils#publicInterfaceMethodCache",
            "util.ClassUtils#publiclyAccessibleMethodCache");

    private SpringCaches() {}

    /** Clears them all. */
    public static void clear() {
        AnnotationUtils.clearCache();
        ResolvableType.clearCache();
        ReflectionUtils.clearCache();
        for (String field : FIELDS) {
            int name = field.indexOf('#');
            clear("org.springframework." + field.substring(0, name), field.substring(name + 1));
        }
    }

    /** A release of Spring may not have the field. */
    private static void clear(String type, String name) {
        try {
            Field field = Class.forName(type).getDeclaredField(name);
            field.setAccessible(true);
            Object cache = field.get(null);
            if (cache instanceof Map<?, ?> map) {
                map.clear();
            } else if (cache instanceof Collection<?> collection) {
                collection.clear();
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.debug("Cache " + type + "." + name + " is not there: " + e);
        }
    }
}
