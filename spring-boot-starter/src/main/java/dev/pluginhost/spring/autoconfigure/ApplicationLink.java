package dev.pluginhost.spring.autoconfigure;

import dev.pluginhost.PluginHost;
import dev.pluginhost.spring.SpringPlugin;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/**
 * The application's class loader as a host has it: it finds what its parent finds. It leads from a plugin to the application context that the
 * host belongs to. There may be several in one process. Thread-safe.
 */
public final class ApplicationLink extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    /** The name of this module, which plugins that use Spring require. */
    private static final String MODULE = "dev.pluginhost.spring";

    /** The contexts whose hosts run; for a host that the application has built without a link. */
    private static final List<ApplicationContext> RUNNING = new CopyOnWriteArrayList<>();

    private final ApplicationContext context;

    private ApplicationLink(ClassLoader loader, ApplicationContext context) {
        super("application", loader);
        this.context = context;
    }

    /**
     * What plugins see of this module. Declared, it does not depend on how the application is packed. It also counts before a copy in a
     * bundle, which would be of no use there.
     */
    static ModuleDescriptor declaration() {
        ModuleDescriptor.Builder builder =
                ModuleDescriptor.newModule(MODULE).exports(SpringPlugin.class.getPackageName());
        for (String passedOn : List.of("dev.pluginhost", "spring.beans", "spring.context", "spring.core")) {
            builder.requires(Set.of(ModuleDescriptor.Requires.Modifier.TRANSITIVE), passedOn);
        }
        return builder.build();
    }

    /** A link to a context; null if the host is a module, which has a layer instead of a loader. */
    static @Nullable ApplicationLink to(ApplicationContext context) {
        ClassLoader own = PluginHost.class.getClassLoader();
        if (PluginHost.class.getModule().isNamed() || own == null) {
            return null;
        }
        ClassLoader loader = context.getClassLoader();
        if (loader == null) {
            return new ApplicationLink(own, context);
        }
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            if (each == own) {
                return new ApplicationLink(loader, context);
            }
        }
        return new ApplicationLink(own, context);
    }

    static void started(ApplicationContext context) {
        RUNNING.add(context);
    }

    static void ended(ApplicationContext context) {
        RUNNING.remove(context);
    }

    /**
     * The application context of the host that imports a plugin.
     *
     * @param plugin the plugin's module
     * @param name its name
     * @return the context
     * @throws IllegalStateException if the host has no link and not exactly one application runs
     */
    public static ApplicationContext from(Module plugin, String name) {
        ModuleLayer layer = plugin.getLayer();
        Optional<Module> own = layer == null ? Optional.empty() : layer.findModule(MODULE);
        for (ClassLoader each = own.map(Module::getClassLoader).orElse(null); each != null; each = each.getParent()) {
            if (each instanceof ApplicationLink link) {
                return link.context;
            }
        }
        List<ApplicationContext> running = List.copyOf(RUNNING);
        if (running.size() == 1) {
            return running.get(0);
        }
        throw new IllegalStateException(
                running.isEmpty()
                        ? "There is no application context, wanted by plugin " + name
                                + "; have the host made by pluginhost-spring-boot-starter"
                        : "There are " + running.size() + " application contexts with hosts, of which plugin " + name
                                + " wants one; have the host made by pluginhost-spring-boot-starter, on the class path");
    }
}
