package dev.pluginhost.spring.actuate;

import dev.pluginhost.PluginHost;
import dev.pluginhost.spring.autoconfigure.PluginHostAutoConfiguration;
import dev.pluginhost.spring.autoconfigure.PluginHostLifecycle;
import dev.pluginhost.spring.autoconfigure.PluginHostProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health indicator of Spring Boot 4. */
@AutoConfiguration(
        after = PluginHostAutoConfiguration.class,
        beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean({PluginHost.class, PluginHostLifecycle.class})
@ConditionalOnEnabledHealthIndicator("plugins")
public class HealthOfBoot4AutoConfiguration {

    /** For Spring. */
    public HealthOfBoot4AutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "pluginsHealthIndicator")
    HealthIndicator pluginsHealthIndicator(
            PluginHost host, PluginHostLifecycle lifecycle, PluginHostProperties properties) {
        PluginHealth plugins = new PluginHealth(host, lifecycle, properties);
        return () -> {
            PluginHealth.Result found = plugins.look();
            return Health.status(found.status().name())
                    .withDetails(found.details())
                    .build();
        };
    }
}
