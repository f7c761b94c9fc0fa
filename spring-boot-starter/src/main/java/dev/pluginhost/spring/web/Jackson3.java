package dev.pluginhost.spring.web;

import org.springframework.beans.BeanUtils;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

/** Copies mappers of Jackson 3, whose caches are strong. The converter is of a later Spring than this is compiled against. */
final class Jackson3 {

    private static final String CONVERTER = "org.springframework.http.converter.json.JacksonJsonHttpMessageConverter";

    private Jackson3() {}

    /** A converter with a copy of the mapper, if it is one of Jackson 3; else the same. */
    static HttpMessageConverter<?> own(HttpMessageConverter<?> converter) {
        Class<?> type = converter.getClass();
        if (!type.getName().equals(CONVERTER)) {
            return converter;
        }
        try {
            JsonMapper shared = (JsonMapper) type.getMethod("getMapper").invoke(converter);
            JsonMapper mapper = shared.rebuild()
                    .typeFactory(TypeFactory.createDefaultInstance())
                    .build();
            AbstractHttpMessageConverter<?> own = (AbstractHttpMessageConverter<?>)
                    BeanUtils.instantiateClass(type.getConstructor(JsonMapper.class), mapper);
            own.setSupportedMediaTypes(converter.getSupportedMediaTypes());
            return own;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The mapper of " + type.getName() + " cannot be copied", e);
        }
    }
}
