package dev.pluginhost.junit;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The class path without some of its entries. It finds resources itself, and has the loader of the class path load the classes. Thread-safe.
 */
final class ApplicationView extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader application;

    ApplicationView(ClassLoader application, List<Path> entries) {
        super("class path without the plugin", urls(entries), getPlatformClassLoader());
        this.application = application;
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

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (findResource(name.replace('.', '/').concat(".class")) == null) {
            throw new ClassNotFoundException(name);
        }
        return application.loadClass(name);
    }
}
