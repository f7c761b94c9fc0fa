package dev.pluginhost.impl.application;

import dev.pluginhost.impl.scan.JarName;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The modules that a class path would be on a module path: jars and directories with a declaration, and plain jars, which have a name in their
 * manifest or from their file's. Looked through when a name is first asked for. Thread-safe.
 */
final class ClassPath {

    private static final String DECLARATION = "module-info.class";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** The declaration of a certain release, in a multi-release jar. */
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/\\d+/$");

    /** A plain jar: its file's name is the last part of what comes before {@code !/}. */
    private static final Pattern JAR_ROOT = Pattern.compile("([^/\\\\!]+)!/$");

    private final ClassLoader loader;
    private final Map<String, ModuleDescriptor> declared;
    private final Consumer<String> notes;

    /** The modules with a declaration, by name and by place, and the roots of these. */
    private record Declarations(
            Map<String, ModuleDescriptor> byName, Map<String, ModuleDescriptor> byPlace, Set<String> roots) {}

    /** Null before the first look. Several threads may look, and each finds the same; as with the next. */
    private volatile @Nullable Declarations declarations;

    /** The roots of plain jars by name. They are opened only for a name that no declaration has. */
    private volatile @Nullable Map<String, URL> plainJars;

    /** The plain jars that were asked for. */
    private final Map<String, ModuleDescriptor> described = new ConcurrentHashMap<>();

    ClassPath(ClassLoader loader, Map<String, ModuleDescriptor> declared, Consumer<String> notes) {
        this.loader = loader;
        this.declared = declared;
        this.notes = notes;
    }

    /** The description of a module; null if the class path has none of that name. */
    @Nullable
    ModuleDescriptor find(String name) {
        ModuleDescriptor found = declared.get(name);
        if (found == null) {
            found = declarations().byName.get(name);
        }
        if (found == null) {
            found = described.get(name);
        }
        URL root = found == null ? plainJars().get(name) : null;
        if (root != null) {
            found = describe(name, root);
            described.put(name, found);
        }
        return found;
    }

    /** The declaration of a module that the application declares itself, or of the host's. */
    @Nullable
    ModuleDescriptor declared(String name) {
        return declared.get(name);
    }

    /** The declaration of the host's own API, from beside its classes; a minimal one where that is lost, as in a shaded jar. */
    static ModuleDescriptor declarationOf(Class<?> api) {
        String name = api.getPackageName();
        CodeSource source = api.getProtectionDomain().getCodeSource();
        String place = source == null || source.getLocation() == null
                ? ""
                : source.getLocation().toString();
        try {
            URL url = new URL((place.endsWith("/") ? place : "jar:" + place + "!/") + DECLARATION);
            ModuleDescriptor found = read(url);
            if (found.name().equals(name)) {
                return found;
            }
        } catch (IOException | InvalidModuleDescriptorException e) {
            // a shaded jar has none
        }
        return ModuleDescriptor.newModule(name)
                .exports(name)
                .exports(name + ".plugin")
                .build();
    }

    /** Whether a module is a jar without a declaration, which would be an automatic module. */
    boolean isPlain(String name) {
        return !declared.containsKey(name)
                && !declarations().byName.containsKey(name)
                && plainJars().containsKey(name);
    }

    /** Whether a class is of a declared module that does not export its package to all. */
    boolean conceals(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        ModuleDescriptor module =
                location == null ? null : declarations().byPlace.get(place(location.toString()));
        if (module == null || exports(module, type.getPackageName())) {
            return false;
        }
        for (ModuleDescriptor own : declared.values()) {
            if (exports(own, type.getPackageName())) {
                return false;
            }
        }
        return true;
    }

    private static boolean exports(ModuleDescriptor module, String packageName) {
        for (Exports exports : module.exports()) {
            if (!exports.isQualified() && exports.source().equals(packageName)) {
                return true;
            }
        }
        return false;
    }

    /** The same for the location of a jar and for the root of its entries. */
    private static String place(String root) {
        String without = root.startsWith("jar:") ? root.substring("jar:".length()) : root;
        return without.endsWith("!/") ? without.substring(0, without.length() - "!/".length()) : without;
    }

    // Roots

    private Declarations declarations() {
        Declarations known = declarations;
        if (known != null) {
            return known;
        }
        Map<String, ModuleDescriptor> byName = new HashMap<>();
        Map<String, ModuleDescriptor> byPlace = new HashMap<>();
        Set<String> roots = new HashSet<>();
        for (URL url : resources(DECLARATION)) {
            String root = VERSIONED.matcher(root(url, DECLARATION)).replaceFirst("");
            if (!url.getProtocol().equals("jrt") && roots.add(root)) {
                ModuleDescriptor declaration = declaration(url);
                if (declaration != null) {
                    byName.putIfAbsent(declaration.name(), declaration);
                    byPlace.put(place(root), declaration);
                }
            }
        }
        known = new Declarations(byName, byPlace, roots);
        declarations = known;
        return known;
    }

    private Map<String, URL> plainJars() {
        Map<String, URL> known = plainJars;
        if (known != null) {
            return known;
        }
        known = new HashMap<>();
        Set<String> seen = new HashSet<>(declarations().roots);
        for (URL url : plainRoots()) {
            String name = seen.add(url.toString()) ? nameOf(url) : null;
            if (name != null) {
                known.putIfAbsent(name, url);
            }
        }
        plainJars = known;
        return known;
    }

    private List<URL> resources(String name) {
        try {
            return Collections.list(loader.getResources(name));
        } catch (IOException e) {
            notes.accept("The class path cannot be looked through for " + name + ": " + e);
            return List.of();
        }
    }

    private static String root(URL url, String resource) {
        String text = url.toString();
        return text.substring(0, text.length() - resource.length());
    }

    /** Jars that have a manifest, wherever they are, and those that the loaders and the class path name. */
    private Iterable<URL> plainRoots() {
        Map<String, URL> found = new LinkedHashMap<>();
        List<String> roots = new ArrayList<>();
        resources(MANIFEST).forEach(url -> roots.add(root(url, MANIFEST)));
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            if (each instanceof URLClassLoader named) {
                for (URL url : named.getURLs()) {
                    roots.add(url.getProtocol().equals("jar") ? url.toString() : "jar:" + url + "!/");
                }
            } else if (each == ClassLoader.getSystemClassLoader()) {
                for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
                    try {
                        Path file = Path.of(entry).toAbsolutePath().normalize();
                        // As a URL, it is like the ones that loaders give; a URI has three slashes.
                        roots.add("jar:" + file.toUri().toURL() + "!/");
                    } catch (InvalidPathException | MalformedURLException e) {
                        notes.accept("Class path entry " + entry + " is no path: " + e.getMessage());
                    }
                }
            }
        }
        for (String root : roots) {
            try {
                found.putIfAbsent(root, new URL(root));
            } catch (MalformedURLException e) {
                notes.accept("Class path entry " + root + " cannot be read: " + e.getMessage());
            }
        }
        return found.values();
    }

    // Declarations

    private @Nullable ModuleDescriptor declaration(URL url) {
        try {
            return read(url);
        } catch (IOException | InvalidModuleDescriptorException e) { // as of a later release of Java
            notes.accept("The declaration " + url + " on the class path cannot be read: " + e.getMessage());
            return null;
        }
    }

    /** Some class loaders name the entry of a multi-release jar without its release, and others do not know the fragment for that. */
    private static ModuleDescriptor read(URL url) throws IOException {
        try (InputStream content = open(url).getInputStream()) {
            return ModuleDescriptor.read(content);
        } catch (FileNotFoundException e) {
            if (!url.getProtocol().equals("jar") || url.getRef() != null) {
                throw e;
            }
            return read(new URL(url + "#runtime"));
        }
    }

    private static URLConnection open(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        return connection;
    }

    // Plain jars

    private @Nullable String nameOf(URL root) {
        Matcher file = JAR_ROOT.matcher(root.toString());
        if (!file.find()) {
            return null; // a directory without a declaration has no name
        }
        try (JarFile jar = jar(root)) {
            Manifest manifest = jar == null ? null : jar.getManifest();
            Attributes attributes = manifest == null ? null : manifest.getMainAttributes();
            String name = attributes == null ? null : attributes.getValue("Automatic-Module-Name");
            return jar == null ? null : name == null ? JarName.moduleName(decoded(file.group(1))) : name;
        } catch (IOException e) {
            return null; // a directory, or no jar
        }
    }

    private static String decoded(String fileName) {
        return URLDecoder.decode(fileName.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static @Nullable JarFile jar(URL root) throws IOException {
        return open(root) instanceof JarURLConnection connection ? connection.getJarFile() : null;
    }

    private ModuleDescriptor describe(String name, URL root) {
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name);
        try (JarFile jar = jar(root)) {
            if (jar != null) {
                Set<String> packages = new HashSet<>();
                jar.versionedStream().forEach(entry -> {
                    String entryName = entry.getName();
                    int slash = entryName.lastIndexOf('/');
                    if (slash > 0 && entryName.endsWith(".class") && !entryName.startsWith("META-INF/")) {
                        packages.add(entryName.substring(0, slash).replace('/', '.'));
                    }
                });
                packages.forEach(each -> export(builder, each));
            }
        } catch (IOException e) {
            notes.accept("Jar " + root + " on the class path cannot be read: " + e.getMessage());
        }
        return builder.build();
    }

    /** Exports a package, unless no module can have it. */
    static void export(ModuleDescriptor.Builder builder, String packageName) {
        try {
            builder.exports(packageName);
        } catch (IllegalArgumentException e) {
            return; // as org.apache.commons.lang.enum, which no module can have
        }
    }
}
