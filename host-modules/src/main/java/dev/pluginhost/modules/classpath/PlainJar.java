package dev.pluginhost.modules.classpath;

import dev.pluginhost.modules.classpath.KnownClassPath.Located;
import dev.pluginhost.modules.scan.JarName;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** Reads jars of a class path whose loader names no declaration. Pure, but for what it reads. */
final class PlainJar {

    private PlainJar() {}

    /** The module that a jar is; null if it is none. The stamps receive those of the files that its manifest names. */
    static @Nullable Located find(String root, ClassPathStamps stamps) {
        String file = ClassPathRoots.fileName(root);
        if (file == null) {
            return null; // a directory without a declaration has no name
        }
        try (JarFile jar = ClassPathRoots.jar(root)) {
            if (jar == null) {
                return null;
            }
            Attributes attributes = attributes(jar);
            named(root, attributes).forEach(stamps::add);
            byte[] declaration = declaration(jar, attributes);
            if (declaration.length > 0) {
                return ClassPath.declared(root, declaration);
            }
            String name = attributes.getValue("Automatic-Module-Name");
            return new Located(
                    name == null ? JarName.moduleName(file) : name, root, new byte[0], version(file, attributes), null);
        } catch (IOException e) {
            stamps.failed(root, e);
            return null;
        } catch (InvalidModuleDescriptorException e) {
            return null; // of a later release of Java
        }
    }

    private static Attributes attributes(JarFile jar) throws IOException {
        Manifest manifest = jar.getManifest();
        return manifest == null ? new Attributes() : manifest.getMainAttributes();
    }

    /** The files that the manifest of a jar names as further parts of the class path. */
    private static List<String> named(String root, Attributes attributes) throws IOException {
        String others = attributes.getValue(Attributes.Name.CLASS_PATH);
        List<String> named = new ArrayList<>();
        if (others != null && root.startsWith("jar:file:")) {
            URL base = ((JarURLConnection) new URL(root).openConnection()).getJarFileURL();
            for (String other : others.strip().split("\\s+", -1)) {
                named.add(new URL(base, other).toString());
            }
        }
        return named;
    }

    /** Adds the stamps of files that manifests name, jar after jar, until that of a root is among them. */
    static void follow(String wanted, Set<String> roots, ClassPathStamps stamps) {
        Set<String> entered = new HashSet<>(roots);
        Deque<String> open = new ArrayDeque<>(roots);
        while (!open.isEmpty() && !stamps.have(wanted)) {
            String root = open.remove();
            try (JarFile jar = ClassPathRoots.jar(root)) {
                for (String other : jar == null ? List.<String>of() : named(root, attributes(jar))) {
                    stamps.add(other);
                    if (entered.add(ClassPathRoots.root(other)) && !other.endsWith("/")) {
                        open.add(ClassPathRoots.root(other));
                    }
                }
            } catch (IOException e) {
                stamps.failed(root, e);
            }
        }
    }

    /** The declaration for this release of Java, which some loaders do not name; empty if there is none. */
    private static byte[] declaration(JarFile jar, Attributes attributes) throws IOException {
        boolean hasReleases = "true".equalsIgnoreCase(attributes.getValue(Attributes.Name.MULTI_RELEASE));
        ZipEntry entry = null;
        for (int release = Runtime.version().feature(); hasReleases && entry == null && release >= 9; release--) {
            entry = jar.getEntry("META-INF/versions/" + release + "/" + ClassPathRoots.DECLARATION);
        }
        entry = entry == null ? jar.getEntry(ClassPathRoots.DECLARATION) : entry;
        if (entry == null) {
            return new byte[0];
        }
        try (InputStream content = jar.getInputStream(entry)) {
            return content.readAllBytes();
        }
    }

    /** The version in the name of the file, else in the manifest; empty if there is none. */
    private static String version(String file, Attributes attributes) {
        for (String text : new String[] {
            JarName.version(file),
            attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION),
            attributes.getValue("Bundle-Version")
        }) {
            try {
                if (text != null) {
                    return ModuleDescriptor.Version.parse(text).toString();
                }
            } catch (IllegalArgumentException e) { // the next one may be a version
            }
        }
        return "";
    }

    /** The packages in which a jar has classes. */
    static Set<String> packages(String root) throws IOException {
        Set<String> packages = new TreeSet<>();
        try (JarFile jar = ClassPathRoots.jar(root)) {
            if (jar != null) {
                jar.versionedStream().forEach(entry -> {
                    String name = entry.getName();
                    int slash = name.lastIndexOf('/');
                    if (slash > 0 && name.endsWith(".class") && !name.startsWith("META-INF/")) {
                        packages.add(name.substring(0, slash).replace('/', '.'));
                    }
                });
            }
        }
        return packages;
    }
}
