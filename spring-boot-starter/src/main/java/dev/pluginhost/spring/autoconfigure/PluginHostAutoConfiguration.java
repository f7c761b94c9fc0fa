package dev.pluginhost.spring.autoconfigure;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.spring.PluginHostBuilderCustomizer;
import dev.pluginhost.spring.PluginServices;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Scope;
import org.springframework.core.ResolvableType;

/** The host, its life, its events and its services. If the application has several hosts and none is primary, they are its own affair. */
@AutoConfiguration
@ConditionalOnProperty(prefix = "pluginhost", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(PluginHostProperties.class)
public class PluginHostAutoConfiguration {

    /** For Spring. */
    public PluginHostAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    PluginHost pluginHost(
            PluginHostProperties properties,
            ObjectProvider<PluginHostBuilderCustomizer> customizers,
            ConfigurableApplicationContext context) {
        PluginHost.Builder builder = PluginHost.builder();
        AtomicReference<PluginHost> built = new AtomicReference<>();
        properties.applyTo(builder, () -> names(built.get()));
        ApplicationLink link = ApplicationLink.to(context);
        if (link != null) {
            builder.applicationLoader(link).applicationModule(ApplicationLink.declaration());
        }
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        PluginHost host = builder.build();
        built.set(host);
        return host;
    }

    private static Set<String> names(@Nullable PluginHost host) {
        return host == null
                ? Set.of()
                : host.plugins().stream().map(PluginInfo::name).collect(Collectors.toSet());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(PluginHost.class)
    PluginHostLifecycle pluginHostLifecycle(
            PluginHost host, PluginHostProperties properties, ConfigurableApplicationContext context) {
        host.listen(new PluginEvents(context));
        if (context.getBeanFactory() instanceof DefaultListableBeanFactory beans) {
            ServiceBeans.follow(host, beans, properties.serviceBeans());
        }
        return new PluginHostLifecycle(host, context);
    }

    /** One for each place that asks for it, as the type of the service is known there only. */
    @Bean
    @ConditionalOnSingleCandidate(PluginHost.class)
    @Scope(BeanDefinition.SCOPE_PROTOTYPE)
    <S> PluginServices<S> pluginServices(PluginHost host, InjectionPoint point) {
        ResolvableType service = point instanceof DependencyDescriptor dependency
                ? dependency.getResolvableType().as(PluginServices.class).getGeneric()
                : ResolvableType.NONE;
        @SuppressWarnings("unchecked") // the place that asks for it says so
        Class<S> type = (Class<S>) service.resolve();
        if (type == null) {
            throw new IllegalStateException("The service of PluginServices is not known, wanted by " + point.getMember()
                    + "; name its type, as in PluginServices<Greeter>");
        }
        return new LivePluginServices<>(host, type);
    }
}
