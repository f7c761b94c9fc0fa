package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The libraries of a bundle, in order, as a class path: several may have one package, and a jar need not be a module. What a library
 * provides by its declaration alone is found in {@code META-INF/services} too. Immutable.
 */
public final class LibraryPath {

    private static final String SERVICES = "META-INF/services/";

    /** A class and the jar it is in. */
    record LibraryClass(LocalJar jar, OpenModule.ClassFile file) {}

    /** The packages of the JDK's modules, in which it alone has classes. */
    private static final class Jdk {

        static final Set<String> PACKAGES = new HashSet<>();

        static {
            for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
                URI location = module.reference().location().orElse(null);
                if (location != null && "jrt".equals(location.getScheme())) {
                    PACKAGES.addAll(module.reference().descriptor().packages());
                }
            }
        }
    }

    private final List<LocalJar> jars = new ArrayList<>();

    private final ClassLoader loader;

    /** Where to look first. A jar may have more packages than its declaration says, or than a module could have. */
    private final Map<String, List<LocalJar>> byPackage = new HashMap<>();

    /** With the open jars of a plugin and its libraries. */
    LibraryPath(List<OpenModule> opened, ClassLoader loader) {
        this.loader = loader;
        for (OpenModule library : opened.subList(1, opened.size())) {
            LocalJar jar = new LocalJar(library, loader);
            jars.add(jar);
            for (String name : jar.descriptor.packages()) {
                byPackage.computeIfAbsent(name, absent -> new ArrayList<>(1)).add(jar);
            }
        }
    }

    /** Whether a package is the JDK's, which no library can have a class in. */
    public static boolean isOfJdk(String packageName) {
        return packageName.startsWith("java.") || Jdk.PACKAGES.contains(packageName);
    }

    boolean hasPackage(String name) {
        return byPackage.containsKey(name);
    }

    /** Finds a class file by its path, and reads it; null if no library has it. */
    @Nullable
    LibraryClass find(String packageName, String path) throws IOException {
        List<LocalJar> first = byPackage.getOrDefault(packageName, List.of());
        for (LocalJar jar : first) {
            OpenModule.ClassFile file = jar.content.classFile(path);
            if (file != null) {
                return new LibraryClass(jar, file);
            }
        }
        for (LocalJar jar : jars) {
            OpenModule.ClassFile file =
                    first.contains(jar) || !jar.content.mayHave(path) ? null : jar.content.classFile(path);
            if (file != null) {
                return new LibraryClass(jar, file);
            }
        }
        return null;
    }

    /** The library in which that would be found, which reads no class file. */
    @Nullable
    LocalJar jarWith(String packageName, String path) throws IOException {
        List<LocalJar> first = byPackage.getOrDefault(packageName, List.of());
        for (LocalJar jar : first) {
            if (jar.content.hasFile(path)) {
                return jar;
            }
        }
        for (LocalJar jar : jars) {
            if (!first.contains(jar) && jar.content.mayHave(path) && jar.content.hasFile(path)) {
                return jar;
            }
        }
        return null;
    }

    /** Adds the resources of a name, or only the first one. */
    void addResources(String name, boolean all, List<URL> found) throws IOException {
        String service = name.startsWith(SERVICES) ? name.substring(SERVICES.length()) : "";
        for (LocalJar jar : jars) {
            URL url = jar.content.mayHave(name) ? jar.content.url(name) : null;
            if (url == null && !service.isEmpty()) {
                url = declared(service, name, jar);
            }
            if (url != null) {
                found.add(url);
                if (!all) {
                    return;
                }
            }
        }
    }

    /** A file that names the providers that a library declares, if a class path can have them; null if there are none. */
    private @Nullable URL declared(String service, String name, LocalJar jar) throws IOException {
        for (Provides provides : jar.descriptor.provides()) {
            if (provides.service().equals(service)) {
                List<String> usable = new ArrayList<>(provides.providers());
                usable.removeIf(provider -> !isUsable(provider, service));
                return usable.isEmpty()
                        ? null
                        : new URL(null, "declared:" + jar.content.location() + "!/" + name, new Lines(usable));
            }
        }
        return null;
    }

    /** Whether a class path can have a provider: an instance of the service, made by a public constructor; else a look-up would fail. */
    private boolean isUsable(String provider, String service) {
        try {
            Class<?> type = Class.forName(provider, false, loader);
            return Class.forName(service, false, loader).isAssignableFrom(type) && type.getConstructor() != null;
        } catch (ClassNotFoundException | NoSuchMethodException | LinkageError | SecurityException e) {
            return false;
        }
    }

    /** Opens a file of some lines that is nowhere but here. */
    private static final class Lines extends URLStreamHandler {

        private final byte[] bytes;

        Lines(List<String> lines) {
            this.bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }

    /** The libraries of a name. */
    static List<ModuleArtifact> named(List<ModuleArtifact> libraries, String name) {
        List<ModuleArtifact> named = new ArrayList<>();
        for (ModuleArtifact library : libraries) {
            if (library.name().equals(name)) {
                named.add(library);
            }
        }
        return named;
    }
}
