package dev.pluginhost.spring.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Finds the plugin whose controllers take a request, after the application's own handlers and before its static resources. Keeps nothing of a
 * plugin that is unloaded. Thread-safe.
 */
public final class PluginHandlerMapping implements HandlerMapping, Ordered {

    /** Static resources have the lowest precedence less 1. */
    private static final int ORDER = LOWEST_PRECEDENCE - 100;

    private final List<PluginWeb> plugins = new CopyOnWriteArrayList<>();

    /** For the application context. */
    public PluginHandlerMapping() {}

    void add(PluginWeb plugin) {
        plugins.add(plugin);
    }

    void remove(PluginWeb plugin) {
        plugins.remove(plugin);
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public boolean usesPathPatterns() {
        return true;
    }

    @Override
    public @Nullable HandlerExecutionChain getHandler(HttpServletRequest request) throws Exception {
        if (request.getDispatcherType() == DispatcherType.ASYNC
                && request.getAttribute(PluginWeb.ASYNC_OWNER) instanceof PluginWeb plugin) {
            return chain(plugin); // may have been removed since
        }
        ServletException refusal = null;
        for (PluginWeb plugin : plugins) {
            try {
                if (plugin.handles(request)) {
                    return chain(plugin);
                }
            } catch (ServletException e) { // another plugin may have the method or the media type
                refusal = refusal == null ? e : refusal;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        return null;
    }

    private static HandlerExecutionChain chain(PluginWeb plugin) {
        HttpRequestHandler handler = plugin::handle;
        return new HandlerExecutionChain(handler);
    }
}
