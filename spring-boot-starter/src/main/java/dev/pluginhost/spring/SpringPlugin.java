package dev.pluginhost.spring;

import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;
import dev.pluginhost.spring.autoconfigure.ApplicationLink;
import dev.pluginhost.spring.autoconfigure.SpringCaches;
import dev.pluginhost.spring.web.PluginWeb;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Controller;
import org.springframework.util.ClassUtils;

/**
 * A plugin with an application context of its own, whose parent is the application's. Extend it, and provide the class as a
 * {@link Plugin}; implement {@link dev.pluginhost.plugin.EagerPlugin} or {@link dev.pluginhost.plugin.BackgroundPlugin} too if
 * the plugin is one.
 *
 * <pre>{@code
 * public class Guestbook extends SpringPlugin {
 *     public Guestbook() {
 *         super(GuestbookConfiguration.class);
 *     }
 * }
 * }</pre>
 *
 * Its beans get beans of the application, and the {@link PluginContext}, as any bean does. In a servlet application, its
 * controllers take requests for which the application has no handler of its own. When the plugin is unloaded, its controllers are
 * taken away, requests under way end, and its context is closed. Answers that have no end, such as those of an
 * {@code SseEmitter}, are yours to complete in {@link #stopping()}. The module opens the packages with beans to Spring:
 * {@code opens acme.guestbook}. If the context cannot be made, the import has failed.
 */
public abstract class SpringPlugin implements Plugin {

    private static final Log LOG = LogFactory.getLog(SpringPlugin.class);

    private static final boolean WEB = ClassUtils.isPresent(
            "org.springframework.web.servlet.DispatcherServlet", SpringPlugin.class.getClassLoader());

    private final Class<?>[] configuration;

    /** Written by the thread that starts the plugin, read by the one that stops it later. */
    private volatile @Nullable ConfigurableApplicationContext context;

    private volatile @Nullable PluginWeb web;

    /**
     * A plugin with beans.
     *
     * @param configuration classes with {@code @Configuration}, {@code @ComponentScan} or {@code @Component}
     */
    protected SpringPlugin(Class<?>... configuration) {
        this.configuration = configuration.clone();
    }

    /**
     * Called when the context is there, before its controllers take requests and before the plugin is imported.
     *
     * @param plugin the plugin's access to its host
     * @param beans the plugin's application context
     * @throws Exception if the plugin cannot work
     */
    protected void started(PluginContext plugin, ApplicationContext beans) throws Exception {}

    /**
     * Called before the context is closed.
     *
     * @throws Exception is logged and stops nothing
     */
    protected void stopping() throws Exception {}

    /** Makes the context. Its controllers take requests when all else has succeeded. */
    @Override
    public final void start(PluginContext plugin) throws Exception {
        ApplicationContext parent = ApplicationLink.from(getClass().getModule(), plugin.name());
        try {
            PluginWeb controllers = null;
            ConfigurableApplicationContext beans;
            if (WEB && PluginWeb.isIn(parent)) {
                controllers = new PluginWeb(plugin, parent, getClass().getClassLoader(), configuration);
                web = controllers;
                beans = controllers.context();
                context = beans;
                controllers.prepare();
            } else {
                PluginApplicationContext made = new PluginApplicationContext();
                beans = made;
                context = beans;
                made.setParent(parent);
                made.setClassLoader(getClass().getClassLoader());
                made.setId("plugin " + plugin.name());
                made.setDisplayName("plugin " + plugin.name());
                made.getBeanFactory().registerSingleton("pluginContext", plugin);
                made.register(configuration);
                made.refresh();
                if (made.getBeanNamesForAnnotation(Controller.class).length > 0) {
                    LOG.warn("Plugin " + plugin.name()
                            + " has controllers, which take no requests: its host is not in the context"
                            + " of a servlet application with Spring MVC");
                }
            }
            started(plugin, beans);
            if (controllers != null) {
                controllers.open();
            }
        } catch (Throwable e) { // the host does not stop what has not started
            try {
                end();
            } catch (Exception | LinkageError another) {
                if (another != e) {
                    e.addSuppressed(another);
                }
            }
            throw e;
        }
    }

    /** Takes the controllers away and closes the context. */
    @Override
    public final void stop() throws Exception {
        try {
            stopping();
        } finally {
            end();
        }
    }

    private void end() throws Exception {
        PluginWeb controllers = web;
        ConfigurableApplicationContext beans = context;
        web = null;
        context = null;
        try {
            if (controllers != null) {
                controllers.close();
            }
        } finally {
            if (beans != null) {
                beans.close();
            }
            SpringCaches.clear();
        }
    }
}
