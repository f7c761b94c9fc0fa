package dev.pluginhost.junit;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The class path without some of its entries, and the names of the modules that a plugin sees: the host asks for these. It finds resources
 * itself, and has the loader of the class path load the classes. Thread-safe.
 */
final class ApplicationView extends URLClassLoader implements Predicate<String> {

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader application;
    private final Set<String> hiddenModules;

    ApplicationView(ClassLoader application, List<Path> entries, Set<String> hiddenModules) {
        super("class path without the plugin", urls(entries), getPlatformClassLoader());
        this.application = application;
        this.hiddenModules = Set.copyOf(hiddenModules);
    }

    private static URL[] urls(List<Path> entries) {
        List<URL> urls = new ArrayList<>();
        for (Path entry : entries) {
            try {
                urls.add(entry.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException("Class path entry " + entry + " cannot be a URL", e);
            }
        }
        return urls.toArray(new URL[0]);
    }

    /** Whether a plugin sees a module of this name. */
    @Override
    public boolean test(String module) {
        return !hiddenModules.contains(module);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (findResource(name.replace('.', '/').concat(".class")) == null) {
            throw new ClassNotFoundException(name);
        }
        return application.loadClass(name);
    }
}
