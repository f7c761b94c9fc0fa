package dev.pluginhost.spring.web;

import java.lang.reflect.Constructor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;

/** Makes converters of plugins. */
final class Converters {

    private static final Log LOG = LogFactory.getLog(PluginWeb.class);

    private Converters() {}

    /** Another converter of the same class, with another mapper. */
    static HttpMessageConverter<?> like(HttpMessageConverter<?> shared, Object mapper)
            throws ReflectiveOperationException {
        for (Constructor<?> each : shared.getClass().getConstructors()) {
            if (each.getParameterCount() == 1 && each.getParameterTypes()[0].isInstance(mapper)) {
                AbstractHttpMessageConverter<?> own = (AbstractHttpMessageConverter<?>) each.newInstance(mapper);
                own.setSupportedMediaTypes(shared.getSupportedMediaTypes());
                return own;
            }
        }
        throw new NoSuchMethodException("There is no constructor with a mapper");
    }

    /** What a plugin gets instead of a copy: the shared converter if it is one for JSON, else none. */
    static @Nullable HttpMessageConverter<?> notCopied(HttpMessageConverter<?> shared, Class<?> json, Exception e) {
        boolean needed = json.isInstance(shared);
        LOG.warn("The mapper of " + shared.getClass().getName() + " cannot be copied for plugins; "
                + (needed ? "shared, it keeps plugins in memory" : "plugins do without it") + ": " + e);
        return needed ? shared : null;
    }
}
