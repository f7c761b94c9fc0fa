package dev.pluginhost.spring.actuate;

import dev.pluginhost.PluginHost;
import dev.pluginhost.spring.autoconfigure.PluginHostAutoConfiguration;
import dev.pluginhost.spring.autoconfigure.PluginHostLifecycle;
import dev.pluginhost.spring.autoconfigure.PluginHostProperties;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code plugins}. */
@AutoConfiguration(after = PluginHostAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(PluginHostLifecycle.class)
@ConditionalOnAvailableEndpoint(endpoint = PluginsEndpoint.class)
public class PluginsEndpointAutoConfiguration {

    /** For Spring. */
    public PluginsEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    PluginsEndpoint pluginsEndpoint(PluginHost host, PluginHostProperties properties) {
        return new PluginsEndpoint(host, properties.endpoint());
    }
}
