package dev.pluginhost.spring.web;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.config.annotation.DelegatingWebMvcConfiguration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;

/** Spring MVC in a plugin's context, configured as in the application, with JSON mappers that keep no class of the plugin. */
@Configuration(proxyBeanMethods = false)
class PluginWebConfiguration extends DelegatingWebMvcConfiguration implements InitializingBean {

    private static final boolean JACKSON_2 = isPresent("com.fasterxml.jackson.databind.ObjectMapper")
            && isPresent("org.springframework.http.converter.json.AbstractJackson2HttpMessageConverter");
    private static final boolean JACKSON_3 = isPresent("tools.jackson.databind.json.JsonMapper")
            && isPresent("org.springframework.http.converter.json.JacksonJsonHttpMessageConverter");

    private static boolean isPresent(String type) {
        return ClassUtils.isPresent(type, PluginWebConfiguration.class.getClassLoader());
    }

    /** Replaces the converters in the list that all beans of this configuration get. */
    @Override
    public void afterPropertiesSet() {
        List<HttpMessageConverter<?>> converters = getMessageConverters();
        List<HttpMessageConverter<?>> own = new ArrayList<>();
        for (HttpMessageConverter<?> shared : converters) {
            HttpMessageConverter<?> copy = JACKSON_2 ? Jackson2.own(shared) : shared;
            copy = JACKSON_3 && copy != null ? Jackson3.own(copy) : copy;
            if (copy != null) {
                own.add(copy);
            }
        }
        converters.clear();
        converters.addAll(own);
    }

    /** The application serves static resources, not its plugins. */
    @Override
    protected void addResourceHandlers(ResourceHandlerRegistry registry) {}
}
