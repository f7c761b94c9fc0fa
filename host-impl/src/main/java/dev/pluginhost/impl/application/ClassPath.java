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

    /** The modules with a declaration, by name and by place, and the roots of plain jars by name. */
    private record Look(
            Map<String, ModuleDescriptor> modules, Map<String, ModuleDescriptor> byPlace, Map<String, URL> plain) {}

    /** Null before the first look. Several threads may look, and each finds the same. */
    private volatile @Nullable Look look;

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
        ModuleDescriptor own = declared.get(name);
        if (own != null) {
            return own;
        }
        Look known = looked();
        ModuleDescriptor found = known.modules.get(name);
        if (found == null) {
            found = described.get(name);
        }
        URL root = found == null ? known.plain.get(name) : null;
        if (root != null) {
            found = describe(name, root);
            described.put(name, found);
        }
        return found;
    }

    /** Whether a class is of a declared module that does not export its package to all. */
    boolean conceals(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        ModuleDescriptor module = location == null ? null : looked().byPlace.get(place(location.toString()));
        if (module == null) {
            return false;
        }
        for (Exports exports : module.exports()) {
            if (!exports.isQualified() && exports.source().equals(type.getPackageName())) {
                return false;
            }
        }
        return true;
    }

    /** The same for the location of a jar and for the root of its entries. */
    private static String place(String root) {
        String without = root.startsWith("jar:") ? root.substring("jar:".length()) : root;
        return without.endsWith("!/") ? without.substring(0, without.length() - "!/".length()) : without;
    }

    // Roots

    private Look looked() {
        Look known = look;
        if (known == null) {
            known = look();
            look = known;
        }
        return known;
    }

    private Look look() {
        Map<String, ModuleDescriptor> found = new HashMap<>();
        Map<String, ModuleDescriptor> byPlace = new HashMap<>();
        Map<String, URL> plain = new HashMap<>();
        Set<String> roots = new HashSet<>();
        for (URL url : resources(DECLARATION)) {
            String root = VERSIONED.matcher(root(url, DECLARATION)).replaceFirst("");
            if (!url.getProtocol().equals("jrt") && roots.add(root)) {
                ModuleDescriptor declaration = declaration(url);
                if (declaration != null) {
                    found.putIfAbsent(declaration.name(), declaration);
                    byPlace.put(place(root), declaration);
                }
            }
        }
        for (URL url : plainRoots()) {
            if (roots.add(url.toString())) {
                String name = nameOf(url);
                if (name != null && !found.containsKey(name)) {
                    plain.putIfAbsent(name, url);
                }
            }
        }
        return new Look(found, byPlace, plain);
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
                        roots.add("jar:"
                                + Path.of(entry).toAbsolutePath().normalize().toUri() + "!/");
                    } catch (InvalidPathException e) {
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
            return jar == null ? null : name == null ? JarName.moduleName(file.group(1)) : name;
        } catch (IOException e) {
            return null; // a directory, or no jar
        }
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

    private static void export(ModuleDescriptor.Builder builder, String packageName) {
        try {
            builder.exports(packageName);
        } catch (IllegalArgumentException e) {
            return; // as org.apache.commons.lang.enum, which no module can have
        }
    }
}
