package dev.pluginhost.spring.web;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;

/** Copies mappers of Jackson 2, whose caches are strong. */
final class Jackson2 {

    private static final int TYPES = 200;

    private Jackson2() {}

    /** A converter with a copy of the mapper, if it is one of Jackson 2; else the same. */
    static HttpMessageConverter<?> own(HttpMessageConverter<?> converter) {
        if (converter.getClass() != MappingJackson2HttpMessageConverter.class) {
            return converter;
        }
        MappingJackson2HttpMessageConverter shared = (MappingJackson2HttpMessageConverter) converter;
        ObjectMapper mapper = shared.getObjectMapper().copy();
        LookupCache<Object, JavaType> types = new LRUMap<>(TYPES / 10, TYPES);
        mapper.setTypeFactory(mapper.getTypeFactory().withCache(types));
        MappingJackson2HttpMessageConverter own = new MappingJackson2HttpMessageConverter(mapper);
        own.setSupportedMediaTypes(shared.getSupportedMediaTypes());
        return own;
    }
}
