package dev.pluginhost.spring.web;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.AbstractJackson2HttpMessageConverter;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;

/** Copies mappers of Jackson 2, whose caches are strong. */
final class Jackson2 {

    private static final int TYPES = 200;

    private Jackson2() {}

    /**
     * A converter with a copy of the mapper, if it is one of Jackson 2; else the same. Spring asks each converter about each type of an answer, so
     * one that cannot be copied is left out, null; but for JSON it is shared.
     */
    static @Nullable HttpMessageConverter<?> own(HttpMessageConverter<?> converter) {
        if (!(converter instanceof AbstractJackson2HttpMessageConverter shared)) {
            return converter;
        }
        try {
            ObjectMapper mapper = shared.getObjectMapper().copy();
            LookupCache<Object, JavaType> types = new LRUMap<>(TYPES / 10, TYPES);
            mapper.setTypeFactory(mapper.getTypeFactory().withCache(types));
            return Converters.like(converter, mapper);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Converters.notCopied(converter, MappingJackson2HttpMessageConverter.class, e);
        }
    }
}
