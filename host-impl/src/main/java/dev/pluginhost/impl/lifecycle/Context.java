package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.lifecycle.HostAccess.PluginTasks;
import dev.pluginhost.plugin.PluginContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A plugin's context. Thread-safe. Once ended it keeps neither the host nor the plugin's module alive. */
final class Context implements PluginContext {

    /** With the digest, the name of a data directory has less than the 255 bytes of a file system. */
    private static final int MAX_DIRECTORY_NAME = 180;

    /** On Windows these are devices, with any extension. A regular expression. */
    private static final String DEVICES = "(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\\$|conout\\$)(\\..*)?";

    private final String name;
    private final Optional<ModuleDescriptor.Version> version;
    private final RunningPlugin running;

    /** Written once more, to null, by {@link #end}. */
    private volatile @Nullable HostAccess host;

    /** Written once more, to null, by {@link #end}. */
    private volatile @Nullable Module module;

    /** Set by the first thread that needs it. */
    private final AtomicReference<@Nullable PluginTasks> tasks = new AtomicReference<>();

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
        Path own = root.resolve(directoryName(name));
        try {
            return Files.createDirectories(own);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Data directory " + own + " of plugin " + name + " cannot be created: " + Thrown.text(e), e);
        }
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
        return host().importModule(wanted);
    }

    @Override
    public Module importModule(String wanted, Duration patience) {
        return host().importModule(wanted, patience);
    }

    @Override
    public CompletableFuture<Module> importModuleAsync(String wanted) {
        return host().importModuleAsync(wanted);
    }

    @Override
    public <S> List<S> services(Class<S> service) {
        return host().services(service);
    }

    @Override
    public <S> CompletableFuture<List<S>> importServices(Class<S> service) {
        return host().importServices(service);
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

    /**
     * The name of a plugin's data directory. Letters from a to z, digits, dots, {@code _} and {@code $} stand for themselves;
     * {@code -x} is the upper-case letter, {@code +00e9} another character in UTF-16. So no two plugins share a directory, also
     * where upper case equals lower case, and the name tells the module. A long name ends with {@code ~} and a digest.
     */
    static String directoryName(String module) {
        StringBuilder name = new StringBuilder(module.length());
        boolean device = module.matches(DEVICES);
        for (int i = 0; i < module.length(); i++) {
            char next = module.charAt(i);
            boolean plain = (next >= 'a' && next <= 'z') || (next >= '0' && next <= '9') || "._$".indexOf(next) >= 0;
            if (plain && !(device && i == 0)) {
                name.append(next);
            } else if (next >= 'A' && next <= 'Z') {
                name.append('-').append((char) (next - 'A' + 'a'));
            } else {
                name.append('+').append(HexFormat.of().toHexDigits(next));
            }
        }
        if (name.length() <= MAX_DIRECTORY_NAME) {
            return name.toString();
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(module.getBytes(StandardCharsets.UTF_8));
            return name.substring(0, MAX_DIRECTORY_NAME) + '~' + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each Java platform has it", e);
        }
    }
}
