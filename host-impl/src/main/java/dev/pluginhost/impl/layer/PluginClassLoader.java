package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.application.Application;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ResolvedModule;
import java.net.URL;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The loader of all modules of a plugin's layer. It finds what {@code jdk.internal.loader.Loader} would find: a class of a
 * package that one of its modules has is looked for in that module alone; one of a package that they read from elsewhere, in
 * the loader of that module; every other, and every resource that is not here, in the application's loader. Unlike there, a
 * signed jar's classes have their signers, and a class that is there but cannot be read fails with the reason.
 *
 * <p>Thread-safe and parallel capable; no lock is held while a class is read or another loader is asked. Threads that load the
 * same class may all read it; the virtual machine refuses the second definition (JVMS 5.3.5), and that thread takes the first.
 */
final class PluginClassLoader extends ClassLoader implements Function<String, ClassLoader> {

    static {
        registerAsParallelCapable();
    }

    private static final String SERVICES = "META-INF/services/";

    private final ClassLoader application;

    /** By name, the plugin's module first. */
    private final Map<String, LocalModule> modules = new LinkedHashMap<>();

    private final Map<String, LocalModule> localPackages = new HashMap<>();
    private final List<Provides> provided = new ArrayList<>();
    private final Map<String, ClassLoader> remotePackages;

    /** Whether a class may have loaded a native library; set by any thread that defines a class. */
    volatile boolean usesNative;

    /** Set when the layer is closed. */
    volatile boolean closed;

    /** What the classes here have linked to elsewhere. */
    final Links links = new Links();

    /** A loader that is named like the plugin. The application is asked for what is neither here nor in a remote package. */
    PluginClassLoader(
            Resolution resolution,
            OpenArtifacts artifacts,
            ClassLoader application,
            Map<String, ClassLoader> remotePackages) {
        super(resolution.name(), application);
        this.application = application;
        this.remotePackages = remotePackages;
        for (Map.Entry<String, OpenModule> open : artifacts.modules.entrySet()) {
            Optional<ResolvedModule> resolved = resolution.own(open.getKey());
            if (resolved.isPresent()) {
                ModuleDescriptor descriptor = resolved.get().reference().descriptor();
                LocalModule module = new LocalModule(descriptor, open.getValue(), this);
                modules.put(open.getKey(), module);
                provided.addAll(descriptor.provides());
                for (String name : descriptor.packages()) {
                    localPackages.put(name, module);
                }
            }
        }
    }

    /** A class that this loader was asked for before, whichever loader defined it; null if there is none. Loads nothing. */
    @Nullable
    Class<?> loadedClass(String name) {
        return findLoadedClass(name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        String packageName = packageName(name);
        LocalModule module = localPackages.get(packageName);
        @Nullable Class<?> loaded;
        if (module == null) {
            FirstUse.before(name);
            ClassLoader remote = remotePackages.get(packageName);
            loaded = (remote == null ? application : remote).loadClass(name);
            if (loaded != null) { // a loader of the application may do anything
                links.add(loaded, provided);
            }
        } else {
            try {
                loaded = findLocal(module, name);
            } catch (IOException e) {
                throw new ClassNotFoundException(unreadable(module, name, e), e);
            }
        }
        if (loaded == null) {
            throw new ClassNotFoundException(name);
        }
        return loaded;
    }

    /** For {@link Class#forName(Module, String)}, which has no exception for a class that is there but cannot be read. */
    @Override
    protected @Nullable Class<?> findClass(@Nullable String moduleName, String name) {
        LocalModule module = localPackages.get(packageName(name));
        if (module == null || !module.name().equals(moduleName)) {
            return null;
        }
        try {
            return findLocal(module, name);
        } catch (IOException e) {
            NoClassDefFoundError error = new NoClassDefFoundError(unreadable(module, name, e));
            error.initCause(e);
            throw error;
        }
    }

    private @Nullable Class<?> findLocal(LocalModule module, String name) throws IOException {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
            return loaded;
        }
        OpenModule.ClassFile file =
                module.content.classFile(name.replace('.', '/').concat(".class"));
        if (file == null) {
            return null;
        }
        byte[] bytes = file.bytes();
        try {
            Class<?> defined = defineClass(name, bytes, 0, bytes.length, module.domain(file.signers()));
            if (!usesNative && NativeUsers.refersTo(bytes)) {
                usesNative = true;
                NativeUsers.add(this, defined.getModule().getLayer());
            }
            return defined;
        } catch (LinkageError e) {
            Class<?> first = findLoadedClass(name); // another thread's
            if (first == null) {
                throw e;
            }
            return first;
        }
    }

    private static String unreadable(LocalModule module, String name, IOException reason) {
        return "%s: cannot be read from module %s: %s".formatted(name, module.name(), reason.getMessage());
    }

    private static String packageName(String className) {
        int dot = className.lastIndexOf('.');
        return dot < 0 ? "" : className.substring(0, dot);
    }

    @Override
    protected @Nullable URL findResource(@Nullable String moduleName, String name) throws IOException {
        LocalModule module = modules.get(moduleName);
        return module == null ? null : module.content.url(name);
    }

    @Override
    public @Nullable URL findResource(String name) {
        try {
            List<URL> found = find(name);
            return found.isEmpty() ? null : found.get(0);
        } catch (IOException e) {
            return null; // as this method has no exception for it
        }
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
        return Collections.enumeration(find(name));
    }

    /** A resource in a package of a module is encapsulated, unless the package is open or it is a class file or a directory. */
    private List<URL> find(String name) throws IOException {
        int slash = name.endsWith("/") ? -1 : name.lastIndexOf('/');
        String packageName = slash < 0 ? "" : name.substring(0, slash).replace('/', '.');
        LocalModule owner = localPackages.get(packageName);
        List<URL> found = new ArrayList<>();
        for (LocalModule module : owner == null ? modules.values() : List.of(owner)) {
            URL url = module.content.url(name);
            boolean visible = owner == null || module.opens(packageName) || name.endsWith(".class");
            if (url != null && (visible || url.getPath().endsWith("/"))) {
                found.add(url);
            }
        }
        return found;
    }

    /**
     * First here, then in the application, unlike {@link ClassLoader}. If a file cannot be read or the plugin was unloaded, nothing
     * is found: the application's resource of that name may be quite another one.
     */
    @Override
    public @Nullable URL getResource(String name) {
        try {
            List<URL> found = find(name);
            return !found.isEmpty() ? found.get(0) : isForOthers(name) ? null : application.getResource(name);
        } catch (IOException e) {
            return null; // as this method has no exception for it
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = find(name);
        if (!isForOthers(name)) {
            found.addAll(Collections.list(application.getResources(name)));
        }
        return Collections.enumeration(found);
    }

    /** Whether a file names the providers of a type that the plugin does not see, which would fail there. */
    private boolean isForOthers(String resource) {
        if (!resource.startsWith(SERVICES)) {
            return false;
        }
        String packageName = packageName(resource.substring(SERVICES.length()));
        return !localPackages.containsKey(packageName)
                && !remotePackages.containsKey(packageName)
                && !Application.sees(application, packageName);
    }

    @Override
    public String toString() {
        return "PluginClassLoader[" + getName() + "]";
    }

    /** A module of the loader. Immutable but for the domains of signed classes, which any thread adds. */
    private static final class LocalModule {

        /** As {@link java.security.SecureClassLoader} has it, but one for all; it is read-only once a domain has it. */
        private static final PermissionCollection NO_PERMISSIONS = new Permissions();

        final OpenModule content;
        private final ModuleDescriptor descriptor;
        private final ClassLoader loader;
        private final ProtectionDomain unsigned;
        private final Map<List<CodeSigner>, ProtectionDomain> signed = new ConcurrentHashMap<>();

        LocalModule(ModuleDescriptor descriptor, OpenModule content, ClassLoader loader) {
            this.descriptor = descriptor;
            this.content = content;
            this.loader = loader;
            this.unsigned = newDomain(null);
        }

        String name() {
            return descriptor.name();
        }

        boolean opens(String packageName) {
            boolean opens = descriptor.isOpen() || descriptor.isAutomatic();
            for (Opens each : descriptor.opens()) {
                opens |= !each.isQualified() && each.source().equals(packageName);
            }
            return opens;
        }

        /** The domain of classes that these have signed; always the same for the same ones. */
        ProtectionDomain domain(CodeSigner @Nullable [] signers) {
            return signers == null ? unsigned : signed.computeIfAbsent(List.of(signers), absent -> newDomain(signers));
        }

        private ProtectionDomain newDomain(CodeSigner @Nullable [] signers) {
            return new ProtectionDomain(new CodeSource(content.location(), signers), NO_PERMISSIONS, loader, null);
        }
    }

    /** The loader of each module of its layer. */
    @Override
    public ClassLoader apply(String module) {
        return this;
    }
}
