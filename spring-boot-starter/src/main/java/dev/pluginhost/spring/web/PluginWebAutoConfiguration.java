package dev.pluginhost.spring.web;

import dev.pluginhost.spring.autoconfigure.PluginHostAutoConfiguration;
import dev.pluginhost.spring.autoconfigure.PluginHostLifecycle;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;

/** Lets plugins have controllers, in a servlet application. */
@AutoConfiguration(after = PluginHostAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBean(PluginHostLifecycle.class)
public class PluginWebAutoConfiguration {

    /** For Spring. */
    public PluginWebAutoConfiguration() {}

    @Bean
    PluginHandlerMapping pluginHandlerMapping() {
        return new PluginHandlerMapping();
    }
}
