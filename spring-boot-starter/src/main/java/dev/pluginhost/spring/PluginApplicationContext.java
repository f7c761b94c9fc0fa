package dev.pluginhost.spring;

import dev.pluginhost.spring.autoconfigure.ContextEvents;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.ResolvableType;

/** The context of a plugin without controllers. The application's listeners hear nothing of its refresh and its end. */
final class PluginApplicationContext extends AnnotationConfigApplicationContext {

    @Override
    protected void publishEvent(Object event, @Nullable ResolvableType type) {
        if (!ContextEvents.keep(event, this)) {
            super.publishEvent(event, type);
        }
    }
}
