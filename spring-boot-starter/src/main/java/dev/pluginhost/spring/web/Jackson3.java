package dev.pluginhost.spring.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.type.TypeFactory;

/** Copies mappers of Jackson 3, whose caches are strong. The converters are of a later Spring than this is compiled against. */
final class Jackson3 {

    private static final ClassLoader LOADER = Jackson3.class.getClassLoader();
    private static final Class<?> ANY = ClassUtils.resolveClassName(
            "org.springframework.http.converter.AbstractJacksonHttpMessageConverter", LOADER);
    private static final Class<?> JSON = ClassUtils.resolveClassName(
            "org.springframework.http.converter.json.JacksonJsonHttpMessageConverter", LOADER);

    private Jackson3() {}

    /** As {@link Jackson2#own}. */
    static @Nullable HttpMessageConverter<?> own(HttpMessageConverter<?> converter) {
        if (!ANY.isInstance(converter)) {
            return converter;
        }
        try {
            ObjectMapper shared = (ObjectMapper) ANY.getMethod("getMapper").invoke(converter);
            Object mapper = shared.rebuild()
                    .typeFactory(TypeFactory.createDefaultInstance())
                    .build();
            return Converters.like(converter, mapper);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Converters.notCopied(converter, JSON, e);
        }
    }
}
