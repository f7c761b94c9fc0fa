package dev.pluginhost.spring.web;

import dev.pluginhost.spring.autoconfigure.ContextEvents;
import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.context.support.ServletContextScope;

/**
 * The context of a plugin with controllers, which leaves nothing in the application: its own events are not published there, and its beans with
 * the scope {@code application} are the plugin's.
 */
final class PluginWebContext extends AnnotationConfigWebApplicationContext {

    private final PluginScope scope = new PluginScope();

    @Override
    protected void publishEvent(Object event, @Nullable ResolvableType type) {
        if (!ContextEvents.keep(event, this)) {
            super.publishEvent(event, type);
        }
    }

    /** Spring puts the scope into the servlet context, in the place of the application's. */
    @Override
    protected void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        ServletContext container = getServletContext();
        if (container == null) {
            throw new IllegalStateException("The servlet context is not set");
        }
        String name = ServletContextScope.class.getName();
        synchronized (PluginWebContext.class) { // imports run at the same time
            Object applications = container.getAttribute(name);
            super.postProcessBeanFactory(beans);
            container.setAttribute(name, applications);
        }
        beans.registerScope(WebApplicationContext.SCOPE_APPLICATION, scope);
    }

    @Override
    protected void onClose() {
        scope.close();
        super.onClose();
    }
}
