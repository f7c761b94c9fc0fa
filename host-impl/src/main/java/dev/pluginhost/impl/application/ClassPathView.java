package dev.pluginhost.impl.application;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin sees of an application on the class path besides what stand-ins export to it: the modules of the boot layer and all resources.
 * An automatic module also sees the classes, except in packages that a declared module of the class path does not export. Thread-safe.
 */
final class ClassPathView extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    /** The loader of each package of the boot layer. */
    private static final Map<String, ClassLoader> BOOT = new HashMap<>();

    static {
        for (Module module : ModuleLayer.boot().modules()) {
            ClassLoader loader = module.getClassLoader();
            for (String name : module.getPackages()) {
                BOOT.put(name, loader == null ? getPlatformClassLoader() : loader);
            }
        }
    }

    private final ClassLoader application;

    /** What of the class path is concealed; null if no class is seen. */
    private final @Nullable ClassPath classPath;

    ClassPathView(ClassLoader application, @Nullable ClassPath classPath) {
        super("class path", getPlatformClassLoader());
        this.application = application;
        this.classPath = classPath;
    }

    /** Whether a package is the JDK's. */
    static boolean isOfBoot(String packageName) {
        return BOOT.containsKey(packageName);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        String packageName = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        ClassLoader boot = BOOT.get(packageName);
        if (boot != null) {
            return boot.loadClass(name);
        }
        if (classPath != null) {
            Class<?> found = application.loadClass(name);
            if (!classPath.conceals(found)) {
                return found;
            }
        }
        throw new ClassNotFoundException(name);
    }

    /** Whether classes of the class path are seen. */
    boolean seesClasses() {
        return classPath != null;
    }

    @Override
    public @Nullable URL getResource(String name) {
        return application.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return application.getResources(name);
    }
}
