package dev.pluginhost.modules.application;

import dev.pluginhost.modules.classpath.ClassPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin sees of an application on the class path besides what stand-ins export to it: the modules of the boot layer and all resources.
 * An automatic module also sees the classes, except in packages that a declared module of the class path does not export. Thread-safe.
 */
public final class ClassPathView extends ClassLoader {

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

    private static final String SERVICES = "META-INF/services/";

    private final ClassLoader application;

    /** The names of the classes in the services files that were found; {@link java.util.ServiceLoader} loads them by these names. */
    private final Set<String> providers = ConcurrentHashMap.newKeySet();

    /** What of the class path is concealed; null if no class is seen. */
    private final @Nullable ClassPath classPath;

    ClassPathView(ClassLoader application, @Nullable ClassPath classPath) {
        super("class path", getPlatformClassLoader());
        this.application = application;
        this.classPath = classPath;
    }

    /** Whether a package is the JDK's. */
    public static boolean isOfBoot(String packageName) {
        return BOOT.containsKey(packageName);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        String packageName = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        ClassLoader boot = BOOT.get(packageName);
        if (boot != null) {
            return boot.loadClass(name);
        }
        if (providers.contains(name)) {
            return application.loadClass(name);
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
        URL found = application.getResource(name);
        if (found != null && name.startsWith(SERVICES)) {
            addProviders(found);
        }
        return found;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (!name.startsWith(SERVICES)) {
            return application.getResources(name);
        }
        List<URL> found = Collections.list(application.getResources(name));
        found.forEach(this::addProviders);
        return Collections.enumeration(found);
    }

    /** Adds those that a services file names; what cannot be read here will not be read by the service loader. */
    private void addProviders(URL file) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int comment = line.indexOf('#');
                String name = (comment < 0 ? line : line.substring(0, comment)).strip();
                if (!name.isEmpty()) {
                    providers.add(name);
                }
            }
        } catch (IOException e) {
            return;
        }
    }
}
