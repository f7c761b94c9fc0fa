package dev.pluginhost.spring.actuate;

import dev.pluginhost.PluginHost;
import dev.pluginhost.spring.autoconfigure.PluginHostAutoConfiguration;
import dev.pluginhost.spring.autoconfigure.PluginHostLifecycle;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Meters of imports. */
@AutoConfiguration(
        after = PluginHostAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({PluginHostLifecycle.class, MeterRegistry.class})
public class PluginMetricsAutoConfiguration {

    /** For Spring. */
    public PluginMetricsAutoConfiguration() {}

    @Bean
    PluginMetrics pluginMetrics(PluginHost host, PluginHostLifecycle lifecycle) {
        PluginMetrics metrics = new PluginMetrics(host, lifecycle);
        host.listen(metrics);
        return metrics;
    }
}
