package dev.pluginhost.spring.autoconfigure;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.util.ReflectionUtils;

/** Caches of Spring that hold classes: without this, an unloaded plugin stays until memory is short, or for good. */
public final class SpringCaches {

    private static final Log LOG = LogFactory.getLog("dev.pluginhost");

    /**
     * Soft caches of Spring for which it has no method: static fields, and fields of objects in these. They are thread-safe, and filled again
     * when needed.
     */
    private static final List<String> FIELDS = List.of(
            "aop.framework.ObjenesisCglibAopProxy#objenesis#cache",
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
            "web.servlet.mvc.method.annotation.MvcUriComponentsBuilder#objenesis#cache",
            "util.ClassUtils#interfaceMethodCache",
            "util.ClassUtils#publicInterfaceMethodCache",
            "util.ClassUtils#publiclyAccessibleMethodCache");

    private SpringCaches() {}

    /** Clears them all, and those of the shared conversion services, which are strong. */
    public static void clear() {
        AnnotationUtils.clearCache();
        ResolvableType.clearCache();
        ReflectionUtils.clearCache();
        clear(GenericConversionService.class, "converterCache", ApplicationConversionService.getSharedInstance());
        clear(GenericConversionService.class, "converterCache", DefaultConversionService.getSharedInstance());
        for (String path : FIELDS) {
            String[] names = path.split("#", -1);
            try {
                Class<?> type = Class.forName("org.springframework." + names[0]);
                Object owner = names.length == 2 ? null : value(type, names[1], null);
                clear(owner == null ? type : owner.getClass(), names[names.length - 1], owner);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                LOG.debug("Cache " + path + " is not there: " + e);
            }
        }
    }

    private static void clear(Class<?> type, String name, @Nullable Object owner) {
        try {
            Object cache = value(type, name, owner);
            if (cache instanceof Map<?, ?> map) {
                map.clear();
            } else if (cache instanceof Collection<?> collection) {
                collection.clear();
            }
        } catch (ReflectiveOperationException | RuntimeException e) { // a release of Spring may not have the field
            LOG.debug("Cache " + type.getName() + "." + name + " is not there: " + e);
        }
    }

    private static @Nullable Object value(Class<?> type, String name, @Nullable Object owner)
            throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }
}
