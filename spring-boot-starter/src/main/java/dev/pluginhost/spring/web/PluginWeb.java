package dev.pluginhost.spring.web;

import dev.pluginhost.plugin.PluginContext;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The application context of a plugin with controllers, and a dispatcher servlet of its own: what that keeps of the plugin's classes goes with
 * it. Thread-safe.
 */
public final class PluginWeb {

    private final AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
    private final DispatcherServlet servlet = new DispatcherServlet(context);
    private final ServletContext servletContext;
    private final PluginHandlerMapping applicationMapping;
    private final String name;

    /** Set before the plugin takes requests. */
    private @Nullable HandlerMapping mapping;

    /** How many requests are under way; as with the next, guarded by this monitor. */
    private int underWay;

    private boolean closed;

    /**
     * A context that is not refreshed yet.
     *
     * @param plugin the plugin
     * @param parent the application's context
     * @param loader the plugin's class loader
     * @param configuration the plugin's configuration classes
     */
    public PluginWeb(PluginContext plugin, ApplicationContext parent, ClassLoader loader, Class<?>... configuration) {
        this.name = "plugin " + plugin.name();
        this.applicationMapping = parent.getBean(PluginHandlerMapping.class);
        ServletContext container = ((WebApplicationContext) parent).getServletContext();
        if (container == null) {
            throw new IllegalStateException("The application's web server is not there yet, wanted by " + name
                    + "; import the plugin when the application is ready");
        }
        this.servletContext = container;
        context.setParent(parent);
        context.setClassLoader(loader);
        context.setServletContext(container);
        context.setId(name);
        context.setDisplayName(name);
        context.register(PluginWebConfiguration.class);
        context.register(configuration);
        context.addBeanFactoryPostProcessor(beans -> {
            beans.registerSingleton("pluginContext", plugin);
            beans.registerAlias("requestMappingHandlerMapping", DispatcherServlet.HANDLER_MAPPING_BEAN_NAME);
            beans.registerAlias("requestMappingHandlerAdapter", DispatcherServlet.HANDLER_ADAPTER_BEAN_NAME);
        });
    }

    /**
     * Whether an application takes requests of the kind that plugins handle.
     *
     * @param application the application's context
     * @return whether it is a servlet application with Spring MVC
     */
    public static boolean isIn(ApplicationContext application) {
        return application instanceof WebApplicationContext
                && application.getBeanProvider(PluginHandlerMapping.class).getIfAvailable() != null;
    }

    /**
     * The plugin's context.
     *
     * @return the context
     */
    public ConfigurableApplicationContext context() {
        return context;
    }

    /**
     * Makes the beans, and takes requests.
     *
     * @throws ServletException if the servlet cannot be made
     */
    public void open() throws ServletException {
        context.refresh();
        // The plugin's own handlers alone: those of the application would keep the plugin's classes.
        servlet.setDetectAllHandlerMappings(false);
        servlet.setDetectAllHandlerAdapters(false);
        servlet.setDetectAllHandlerExceptionResolvers(false);
        servlet.setDetectAllViewResolvers(false);
        servlet.setPublishContext(false);
        servlet.setPublishEvents(false);
        servlet.init(new Config(name, servletContext));
        mapping = context.getBean(DispatcherServlet.HANDLER_MAPPING_BEAN_NAME, HandlerMapping.class);
        applicationMapping.add(this);
    }

    boolean handles(HttpServletRequest request) throws Exception {
        HandlerMapping own = mapping;
        return own != null && own.getHandler(request) != null;
    }

    void handle(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        if (!enter()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try {
            servlet.service(request, response);
        } finally {
            leave();
        }
    }

    private synchronized boolean enter() {
        if (!closed) {
            underWay++;
        }
        return !closed;
    }

    private synchronized void leave() {
        underWay--;
        notifyAll();
    }

    /**
     * Takes no further request, and waits until those under way have ended; the host's stop timeout limits that.
     *
     * @throws InterruptedException if the time is over
     */
    public void close() throws InterruptedException {
        applicationMapping.remove(this);
        try {
            synchronized (this) {
                closed = true;
                while (underWay > 0) {
                    wait();
                }
            }
        } finally {
            servlet.destroy();
        }
    }

    /** A servlet without parameters, which no container knows. */
    private record Config(String name, ServletContext context) implements ServletConfig {

        @Override
        public String getServletName() {
            return name;
        }

        @Override
        public ServletContext getServletContext() {
            return context;
        }

        @Override
        public @Nullable String getInitParameter(String parameter) {
            return null;
        }

        @Override
        public Enumeration<String> getInitParameterNames() {
            return Collections.emptyEnumeration();
        }
    }
}
