package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.impl.data.DataDirectory;
import dev.pluginhost.impl.data.PluginConfiguration;
import dev.pluginhost.impl.lifecycle.HostAccess.PluginTasks;
import dev.pluginhost.plugin.PluginContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A plugin's context. Thread-safe. Once ended it keeps neither the host nor the plugin's module alive. */
final class Context implements PluginContext {

    private final String name;
    private final Optional<ModuleDescriptor.Version> version;
    private final RunningPlugin running;

    /** Written once more, to null, by {@link #end}. */
    private volatile @Nullable HostAccess host;

    /** Written once more, to null, by {@link #end}. */
    private volatile @Nullable Module module;

    /** Set by the first thread that needs it. */
    private final AtomicReference<@Nullable PluginTasks> tasks = new AtomicReference<>();

    /** Set by the first thread that needs it. */
    private final AtomicReference<@Nullable PluginConfiguration> configuration = new AtomicReference<>();

    Context(Module module, HostAccess host, RunningPlugin running) {
        ModuleDescriptor descriptor = module.getDescriptor();
        this.name = descriptor.name();
        this.version = descriptor.version();
        this.module = module;
        this.host = host;
        this.running = running;
    }

    /** From now on all calls that need the host fail. */
    void end() {
        host = null;
        module = null;
        PluginConfiguration own = configuration.get();
        if (own != null) {
            own.end();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<ModuleDescriptor.Version> version() {
        return version;
    }

    @Override
    public System.Logger logger() {
        Module of = module;
        return of == null
                ? System.getLogger(name)
                : System.LoggerFinder.getLoggerFinder().getLogger(name, of);
    }

    @Override
    public Path dataDirectory() {
        Path root = host().dataDirectory()
                .orElseThrow(
                        () -> new IllegalStateException("The application has set no data directory, wanted by plugin "
                                + name + "; set one with PluginHost.builder().dataDirectory(path)"));
        Path own = DataDirectory.of(root, name).path();
        try {
            return Files.createDirectories(own);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Data directory " + own + " of plugin " + name + " cannot be created: " + Thrown.text(e), e);
        }
    }

    @Override
    public Map<String, String> configuration() {
        HostAccess access = host();
        PluginConfiguration own = configuration.get();
        if (own == null) {
            PluginConfiguration made = newConfiguration(access);
            PluginConfiguration other = configuration.compareAndExchange(null, made);
            own = other == null ? made : other;
            if (host == null) { // end has not seen it
                own.end();
            }
        }
        try {
            return own.get();
        } catch (CancellationException e) {
            throw ended();
        }
    }

    private PluginConfiguration newConfiguration(HostAccess access) {
        Path root = access.dataDirectory().orElse(null);
        return new PluginConfiguration(
                name,
                access.configuration(),
                access.applicationLoader(),
                root == null ? null : DataDirectory.of(root, name),
                Thrown::text,
                Thrown::causeOf);
    }

    @Override
    public <R extends AutoCloseable> R closeWithPlugin(R resource) {
        Objects.requireNonNull(resource, "resource");
        if (running.register(resource)) {
            return resource;
        }
        IllegalStateException late = ended();
        try {
            resource.close();
        } catch (Exception e) {
            late.addSuppressed(e);
        }
        throw late;
    }

    @Override
    public Module importModule(String wanted) {
        return host().host().importModule(wanted).module();
    }

    @Override
    public Module importModule(String wanted, Duration timeout) {
        return host().host().importModule(wanted, timeout).module();
    }

    @Override
    public CompletableFuture<Module> importModuleAsync(String wanted) {
        CompletableFuture<ImportedModule> imported = host().host().importModuleAsync(wanted);
        CompletableFuture<Module> callers = imported.thenApply(ImportedModule::module);
        CompletableFuture<Module> unused = callers.whenComplete((module, thrown) -> imported.cancel(false));
        return callers;
    }

    @Override
    public <S> List<S> services(Class<S> service) {
        return host().host().services(service);
    }

    @Override
    public <S> CompletableFuture<List<S>> importServices(Class<S> service) {
        return host().host().importServices(service);
    }

    @Override
    public Executor importExecutor() {
        HostAccess access = host();
        PluginTasks own = tasks.get();
        if (own != null) {
            return own;
        }
        PluginTasks made = access.newTasks(name);
        PluginTasks other = tasks.compareAndExchange(null, made);
        return other == null ? closeWithPlugin(made) : other; // made, and registered, by another thread
    }

    private HostAccess host() {
        HostAccess access = host;
        if (access == null) {
            throw ended();
        }
        return access;
    }

    private IllegalStateException ended() {
        return new IllegalStateException("Plugin " + name
                + " has been stopped, so its context cannot be used; end what uses it when the plugin stops");
    }
}
