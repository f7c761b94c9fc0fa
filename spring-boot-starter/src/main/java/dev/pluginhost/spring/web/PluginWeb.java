package dev.pluginhost.spring.web;

import dev.pluginhost.plugin.PluginContext;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The application context of a plugin with controllers, and a dispatcher servlet of its own: what that keeps of the plugin's classes goes with
 * it. Thread-safe.
 */
public final class PluginWeb {

    /** The attribute of a request that a plugin answers later. */
    static final String ASYNC_OWNER = PluginWeb.class.getName() + ".asyncOwner";

    private final PluginWebContext context = new PluginWebContext();
    private final DispatcherServlet servlet = new DispatcherServlet(context);
    private final ServletContext servletContext;
    private final PluginHandlerMapping applicationMapping;
    private final String name;

    /** Set before the plugin takes requests. */
    private @Nullable HandlerMapping mapping;

    /** How many requests are under way; as with the next two, guarded by this monitor. */
    private int underWay;

    /** Those among them whose answers come later. */
    private final Set<LaterAnswer> later = new HashSet<>();

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
     * Makes the beans.
     *
     * @throws ServletException if the servlet cannot be made
     */
    public void prepare() throws ServletException {
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
    }

    /** Takes requests from now on. */
    public void open() {
        applicationMapping.add(this);
    }

    boolean handles(HttpServletRequest request) throws Exception {
        HandlerMapping own = mapping;
        return own != null && own.getHandler(request) != null;
    }

    void handle(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC && request.getAttribute(ASYNC_OWNER) == this) {
            servlet.service(request, response); // counted since it came
            return;
        }
        if (!enter()) {
            response.setHeader("Retry-After", "1");
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        boolean ended = true;
        try {
            servlet.service(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                ended = !leaveLater(request);
            }
            if (ended) {
                leave();
            }
        }
    }

    /** Counts a request until its answer is complete. */
    private boolean leaveLater(HttpServletRequest request) {
        LaterAnswer answer = new LaterAnswer(request.getAsyncContext());
        synchronized (this) {
            later.add(answer);
        }
        try {
            request.setAttribute(ASYNC_OWNER, this);
            request.getAsyncContext().addListener(answer);
            return true;
        } catch (IllegalStateException e) { // it is complete already
            synchronized (this) {
                later.remove(answer);
            }
            return false;
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
     * Takes no further request, and waits until those under way have ended; the host's stop timeout limits that. Answers that are not complete
     * then are completed.
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
            List<LaterAnswer> open;
            synchronized (this) {
                open = List.copyOf(later);
            }
            open.forEach(LaterAnswer::complete);
            servlet.destroy();
        }
    }

    /** An answer that comes later. */
    private final class LaterAnswer implements AsyncListener {

        /** Written by the thread that begins it, or a later part of it. */
        private volatile AsyncContext answer;

        LaterAnswer(AsyncContext answer) {
            this.answer = answer;
        }

        void complete() {
            try {
                answer.complete();
            } catch (IllegalStateException e) {
                // it is complete already
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            boolean first;
            synchronized (PluginWeb.this) {
                first = later.remove(this);
            }
            if (first) {
                leave();
            }
        }

        /** A container drops the listeners when the handler of the result begins another wait. */
        @Override
        public void onStartAsync(AsyncEvent event) {
            answer = event.getAsyncContext();
            answer.addListener(this);
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}
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
