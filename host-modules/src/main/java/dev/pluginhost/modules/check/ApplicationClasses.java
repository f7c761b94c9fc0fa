package dev.pluginhost.modules.check;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.classpath.ClassPathRoots;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The classes of the application and of the JDK: those of its modules, then those of its class path. For use by one thread. */
final class ApplicationClasses extends ClassSource {

    private final Application application;

    /** By package; of two modules with one package, the one of the nearer layer. */
    private final Map<String, Module> modules = new HashMap<>();

    /** The packages of what the class path has; null before they are needed. */
    private @Nullable Map<String, String> onClassPath;

    ApplicationClasses(Application application) {
        this.application = application;
        Deque<ModuleLayer> open = new ArrayDeque<>();
        open.add(application.layer());
        open.add(ModuleLayer.boot());
        Set<ModuleLayer> entered = new HashSet<>();
        while (!open.isEmpty()) {
            ModuleLayer layer = open.remove();
            if (entered.add(layer)) {
                for (Module module : layer.modules()) {
                    module.getPackages().forEach(name -> modules.putIfAbsent(name, module));
                }
                open.addAll(layer.parents());
            }
        }
    }

    @Override
    @Nullable
    FoundClass look(String name) {
        String file = name + ".class";
        Module module = modules.get(packageOf(name));
        if (module != null) {
            return has(module, file)
                    ? new FoundClass(name, this, module, label(module), "", () -> read(module, file))
                    : null;
        }
        URL url = application.loader().getResource(file);
        return url == null
                ? null
                : new FoundClass(
                        name,
                        this,
                        application.loader().getUnnamedModule(),
                        "the class path, " + ClassPathRoots.root(url, file),
                        "",
                        () -> read(url));
    }

    private static boolean has(Module module, String file) {
        try (InputStream in = module.getResourceAsStream(file)) {
            return in != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] read(Module module, String file) throws IOException {
        try (InputStream in = module.getResourceAsStream(file)) {
            if (in == null) {
                throw new FileNotFoundException(file);
            }
            return in.readAllBytes();
        }
    }

    private static byte[] read(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }

    static String label(Module module) {
        return "module " + module.getDescriptor().toNameAndVersion();
    }

    /** What has a package, in words; empty if nothing has it. */
    String ownerOf(String packageName) {
        Module module = modules.get(packageName);
        return module != null ? label(module) : classPathPackages().getOrDefault(packageName, "");
    }

    /** Whether a class of the class path is in a package that its module does not export. */
    boolean conceals(FoundClass found) {
        URL url = application.loader().getResource(found.name() + ".class");
        return url != null && application.conceals(url, found.name() + ".class", found.packageName());
    }

    /** The packages of the application and of the JDK. */
    Set<String> packages() {
        Set<String> all = new HashSet<>(modules.keySet());
        all.addAll(classPathPackages().keySet());
        return all;
    }

    private Map<String, String> classPathPackages() {
        Map<String, String> known = onClassPath;
        if (known == null) {
            known = new HashMap<>();
            for (String name : application.classPathNames()) {
                ModuleDescriptor module = application.onClassPath(name);
                if (module != null) {
                    for (String each : module.packages()) {
                        known.putIfAbsent(each, module.toNameAndVersion() + " on the class path");
                    }
                }
            }
            onClassPath = known;
        }
        return known;
    }
}
