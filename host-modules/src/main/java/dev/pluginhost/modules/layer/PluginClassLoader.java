package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.application.Application;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Opens;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * The loader of a plugin's module, and of its libraries, which are in the loader's unnamed module. Of the module it finds what
 * {@code jdk.internal.loader.Loader} would find. A class of the module's packages is looked for in the module. One of a package that it reads
 * from elsewhere is looked for in the loader of that module. Every other class is looked for in the libraries, unless it is of a package of the
 * JDK, and then in the application's loader. Unlike there, a signed jar's classes have their signers, and a class that is there but cannot be
 * read fails with the reason.
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

    /** The plugin's module. */
    private final LocalJar own;

    private final Set<String> ownPackages;

    /** Null if there are none. */
    private final @Nullable LibraryPath libraries;

    /** The directory of the bundle; null if the plugin is none. */
    private final @Nullable Path bundle;

    private final Map<String, ClassLoader> remotePackages;

    /** Whether a class may have loaded a native library; set by any thread that defines a class. */
    volatile boolean usesNative;

    /** Set when the layer is closed. */
    volatile boolean closed;

    /** Set by the thread that defines the layer, before any class is loaded. */
    @Nullable
    ModuleLayer layer;

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
        this.own = new LocalJar(artifacts.modules.get(0), this);
        this.ownPackages = own.descriptor.packages();
        Path location = resolution.candidate().location();
        this.bundle = location.equals(own.content.artifact.file()) ? null : location;
        this.libraries = artifacts.modules.size() == 1 ? null : new LibraryPath(artifacts.modules, this);
    }

    /** A class that this loader was asked for before, whichever loader defined it; null if there is none. Loads nothing. */
    @Nullable
    Class<?> loadedClass(String name) {
        return findLoadedClass(name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        String packageName = packageName(name);
        @Nullable Class<?> loaded = null;
        try {
            loaded = findHere(packageName, name);
        } catch (IOException e) {
            throw new ClassNotFoundException(unreadable(name, e), e);
        }
        if (loaded == null && !ownPackages.contains(packageName)) {
            FirstUse.before(name);
            loaded = elsewhere(packageName).loadClass(name);
            if (loaded != null) { // a loader of the application may do anything
                links.add(loaded, own.descriptor.provides());
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
        String packageName = packageName(name);
        if (ownPackages.contains(packageName) != own.descriptor.name().equals(moduleName)) {
            return null;
        }
        try {
            return findHere(packageName, name);
        } catch (IOException e) {
            NoClassDefFoundError error = new NoClassDefFoundError(unreadable(name, e));
            error.initCause(e);
            throw error;
        }
    }

    /** A class of the module or of a library. A library may have classes in a package of the module; they are the module's. */
    private @Nullable Class<?> findHere(String packageName, String name) throws IOException {
        boolean isOwn = ownPackages.contains(packageName);
        if (!isOwn && (libraries == null || isElsewhere(packageName))) {
            return null;
        }
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
            return loaded;
        }
        String path = name.replace('.', '/').concat(".class");
        OpenModule.ClassFile file = isOwn ? own.content.classFile(path) : null;
        if (file != null) {
            return define(name, file, own);
        }
        LibraryPath.LibraryClass found = libraries == null ? null : libraries.find(packageName, path);
        if (found == null) {
            return null;
        }
        if (!isOwn) {
            definePackage(packageName, found.jar());
        }
        return define(name, found.file(), found.jar());
    }

    /** The jar that a class would be read from, which is not defined; null if it is of another loader, or nowhere. */
    @Nullable
    LocalJar jarWith(String packageName, String path) throws IOException {
        if (ownPackages.contains(packageName) && own.content.hasFile(path)) {
            return own;
        }
        return libraries == null || isElsewhere(packageName) ? null : libraries.jarWith(packageName, path);
    }

    /** The loader that is asked for a class of a package of which none is here. */
    ClassLoader elsewhere(String packageName) {
        return remotePackages.getOrDefault(packageName, application);
    }

    /** Whether no library can have a class in a package: it is the JDK's, or the module reads it from elsewhere. */
    private boolean isElsewhere(String packageName) {
        return !ownPackages.contains(packageName)
                && (remotePackages.containsKey(packageName) || LibraryPath.isOfJdk(packageName));
    }

    private Class<?> define(String name, OpenModule.ClassFile file, LocalJar jar) {
        byte[] bytes = file.bytes();
        try {
            Class<?> defined = defineClass(name, bytes, 0, bytes.length, jar.domain(file.signers()));
            if (!usesNative && NativeUsers.refersTo(bytes)) {
                usesNative = true;
                NativeUsers.add(this, layer);
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

    /** Defines the package of a library's class as its manifest says; refuses the class if another jar has sealed the package. */
    private void definePackage(String name, LocalJar jar) throws IOException {
        Package known = getDefinedPackage(name);
        boolean sealed = Boolean.parseBoolean(jar.attribute(name, Attributes.Name.SEALED));
        if (known == null) {
            try {
                definePackage(
                        name,
                        jar.attribute(name, Attributes.Name.SPECIFICATION_TITLE),
                        jar.attribute(name, Attributes.Name.SPECIFICATION_VERSION),
                        jar.attribute(name, Attributes.Name.SPECIFICATION_VENDOR),
                        jar.attribute(name, Attributes.Name.IMPLEMENTATION_TITLE),
                        jar.attribute(name, Attributes.Name.IMPLEMENTATION_VERSION),
                        jar.attribute(name, Attributes.Name.IMPLEMENTATION_VENDOR),
                        sealed ? jar.content.location() : null);
            } catch (IllegalArgumentException e) {
                definePackage(name, jar); // another thread has defined it
            }
        } else if (known.isSealed() ? !known.isSealed(jar.content.location()) : sealed) {
            throw new SecurityException("Package " + name + " is sealed, but " + jar.content.artifact.file()
                    + " and another jar have classes in it");
        }
    }

    private String unreadable(String name, IOException reason) {
        return "%s: cannot be read from module %s: %s".formatted(name, getName(), reason.getMessage());
    }

    private static String packageName(String className) {
        int dot = className.lastIndexOf('.');
        return dot < 0 ? "" : className.substring(0, dot);
    }

    /** A native library may lie beside the jars of a bundle. */
    @Override
    protected @Nullable String findLibrary(String name) {
        Path file = bundle == null ? null : bundle.resolve(System.mapLibraryName(name));
        return file != null && Files.isRegularFile(file) ? file.toString() : null;
    }

    @Override
    protected @Nullable URL findResource(@Nullable String moduleName, String name) throws IOException {
        if (own.descriptor.name().equals(moduleName)) {
            return own.content.url(name);
        }
        List<URL> found = new ArrayList<>();
        if (moduleName == null && libraries != null) {
            libraries.addResources(name, false, found);
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** A resource in a package of the module is encapsulated, unless the package is open or it is a class file or a directory. */
    private List<URL> find(String name, boolean all) throws IOException {
        String packageName = packageOf(name);
        List<URL> found = new ArrayList<>();
        URL url = own.content.url(name);
        boolean visible = !ownPackages.contains(packageName) || name.endsWith(".class") || opens(packageName);
        if (url != null && (visible || url.getPath().endsWith("/"))) {
            found.add(url);
        }
        if (libraries != null && (all || found.isEmpty()) && !(name.endsWith(".class") && isElsewhere(packageName))) {
            libraries.addResources(name, all, found);
        }
        return found;
    }

    private static String packageOf(String resource) {
        int slash = resource.endsWith("/") ? -1 : resource.lastIndexOf('/');
        return slash < 0 ? "" : resource.substring(0, slash).replace('/', '.');
    }

    /**
     * The loader that has the resources that are not here. Libraries read files of classes that they see, so for them it is that of the class;
     * the JDK's loader asks the application alone.
     */
    private ClassLoader other(String resource) {
        boolean isClass = libraries != null && resource.endsWith(".class");
        return isClass ? elsewhere(packageOf(resource)) : application;
    }

    private boolean opens(String packageName) {
        boolean opens = own.descriptor.isOpen() || own.descriptor.isAutomatic();
        for (Opens each : own.descriptor.opens()) {
            opens |= !each.isQualified() && each.source().equals(packageName);
        }
        return opens;
    }

    /**
     * First here, then in the application, unlike {@link ClassLoader}. If a file cannot be read or the plugin was unloaded, nothing
     * is found: the application's resource of that name may be quite another one.
     */
    @Override
    public @Nullable URL getResource(String name) {
        try {
            List<URL> found = find(name, false);
            return !found.isEmpty()
                    ? found.get(0)
                    : isForOthers(name) ? null : other(name).getResource(name);
        } catch (IOException e) {
            return null; // as this method has no exception for it
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = find(name, true);
        if (!isForOthers(name)) {
            found.addAll(Collections.list(other(name).getResources(name)));
        }
        return Collections.enumeration(found);
    }

    /** Whether a file names the providers of a type that the plugin does not see there, which would fail. */
    private boolean isForOthers(String resource) {
        if (!resource.startsWith(SERVICES)) {
            return false;
        }
        String packageName = packageName(resource.substring(SERVICES.length()));
        if (ownPackages.contains(packageName) || remotePackages.containsKey(packageName)) {
            return false;
        }
        boolean isOfLibrary =
                libraries != null && libraries.hasPackage(packageName) && !LibraryPath.isOfJdk(packageName);
        return isOfLibrary || !Application.sees(application, packageName);
    }

    @Override
    public String toString() {
        return "PluginClassLoader[" + getName() + "]";
    }

    /** The loader of each module of its layer. */
    @Override
    public ClassLoader apply(String module) {
        return this;
    }
}
