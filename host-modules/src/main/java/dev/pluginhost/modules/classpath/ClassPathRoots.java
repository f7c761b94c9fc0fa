package dev.pluginhost.modules.classpath;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The roots of a class path, which are jars and directories, as texts of URLs: a directory's ends with a slash, and a jar's with
 * {@code !/}. Pure, but for what it reads.
 */
public final class ClassPathRoots {

    static final String DECLARATION = "module-info.class";
    static final String MANIFEST = JarFile.MANIFEST_NAME;

    /** What an entry begins with that is a path and no URL. To make one takes a look at the file. */
    private static final String PATH = "path:";

    /** A part of a multi-release jar for a certain release. */
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/\\d+/$");

    /** The name of a jar's file is the last part of what comes before {@code !/}. */
    private static final Pattern JAR_NAME = Pattern.compile("([^/\\\\!]+)!/$");

    /** What is before the path of a file in the URL of a jar, or of a jar within a jar. */
    private static final Pattern BEFORE_FILE = Pattern.compile("(jar:|war:)*(file:|nested:)(//(?=/))?");

    /** What ends the path of the outer file. */
    private static final Pattern AFTER_FILE = Pattern.compile("[!*^]/|/!");

    private ClassPathRoots() {}

    /** The URLs of all resources of a name; none that are the JDK's. */
    static List<URL> resources(ClassLoader loader, String name) throws IOException {
        List<URL> found = Collections.list(loader.getResources(name));
        found.removeIf(url -> url.getProtocol().equals("jrt"));
        return found;
    }

    /** The root in which a resource is. */
    public static String root(URL url, String resource) {
        String text = url.toString();
        return VERSIONED
                .matcher(text.substring(0, text.length() - resource.length()))
                .replaceFirst("");
    }

    /** The root for what a class loader or a code source names. */
    static String root(String location) {
        return location.endsWith("/") ? location : "jar:" + location + "!/";
    }

    /** The entries that the loaders of a class path name, the nearest loader's first; null if one of them names none. */
    static @Nullable List<String> entries(ClassLoader loader, Consumer<String> notes) {
        List<String> entries = new ArrayList<>();
        boolean all = true;
        ClassLoader end = ClassLoader.getPlatformClassLoader();
        for (ClassLoader each = loader; each != null && each != end; each = each.getParent()) {
            if (each instanceof URLClassLoader named) {
                for (URL url : named.getURLs()) {
                    entries.add(url.toString());
                }
            } else if (each == ClassLoader.getSystemClassLoader()) {
                for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
                    try {
                        entries.add(PATH + Path.of(entry).toAbsolutePath().normalize());
                    } catch (InvalidPathException e) {
                        notes.accept("Class path entry " + entry + " is no path: " + e.getMessage());
                    }
                }
            } else {
                all = false;
            }
        }
        return all ? entries : null;
    }

    /** The roots of the jars that loaders name. */
    static Set<String> named(@Nullable List<String> entries, Consumer<String> notes) {
        Set<String> jars = new LinkedHashSet<>();
        for (String entry : entries == null ? List.<String>of() : entries) {
            try {
                // As a URL, a path is like the ones that loaders give; a URI has three slashes.
                jars.add(root(
                        entry.startsWith(PATH)
                                ? Path.of(entry.substring(PATH.length()))
                                        .toUri()
                                        .toURL()
                                        .toString()
                                : entry));
            } catch (MalformedURLException e) {
                notes.accept("Class path entry " + entry + " cannot be read: " + e.getMessage());
            }
        }
        jars.removeIf(root -> !root.endsWith("!/"));
        return jars;
    }

    /** The file on the default file system that a root is in; null if there is none. */
    static @Nullable Path file(String location) {
        if (location.startsWith(PATH)) {
            return Path.of(location.substring(PATH.length()));
        }
        Matcher before = BEFORE_FILE.matcher(location);
        if (!before.lookingAt()) {
            return null;
        }
        String path = AFTER_FILE.split(location.substring(before.end()), 2)[0];
        try {
            return Path.of(URI.create("file:" + path));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The file name of a jar; null if a root is none. */
    static @Nullable String fileName(String root) {
        Matcher file = JAR_NAME.matcher(root);
        return file.find() ? URLDecoder.decode(file.group(1).replace("+", "%2B"), StandardCharsets.UTF_8) : null;
    }

    /** The bytes of the declaration at a root; fails with a {@link FileNotFoundException} if there is none. */
    static byte[] declaration(String root) throws IOException {
        return declaration(new URL(root + DECLARATION));
    }

    /** Some class loaders name the entry of a multi-release jar without its release, and others do not know the fragment for that. */
    static byte[] declaration(URL url) throws IOException {
        try (InputStream content = content(url)) {
            return content.readAllBytes();
        } catch (FileNotFoundException e) {
            if (!url.getProtocol().equals("jar") || url.getRef() != null) {
                throw e;
            }
            return declaration(new URL(url + "#runtime"));
        }
    }

    /** The jar at a root, which the caller closes; null if it is none. */
    static @Nullable JarFile jar(String root) throws IOException {
        return open(new URL(root)) instanceof JarURLConnection connection ? connection.getJarFile() : null;
    }

    /** Fails if there is none; some containers then give null. */
    static InputStream content(URL url) throws IOException {
        @Nullable InputStream content = open(url).getInputStream();
        if (content == null) {
            throw new FileNotFoundException(url.toString());
        }
        return content;
    }

    static URLConnection open(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        return connection;
    }

    /** The declaration of a module from beside a class of the package that it is named after; a minimal one where that is lost, as in a shaded jar. */
    public static ModuleDescriptor declarationOf(Class<?> api) {
        String name = api.getPackageName();
        CodeSource source = api.getProtectionDomain().getCodeSource();
        if (source != null && source.getLocation() != null) {
            try {
                byte[] found = declaration(root(source.getLocation().toString()));
                ModuleDescriptor declaration = ModuleDescriptor.read(ByteBuffer.wrap(found));
                if (declaration.name().equals(name)) {
                    return declaration;
                }
            } catch (IOException | InvalidModuleDescriptorException e) { // a shaded jar has none, or another one
            }
        }
        return ModuleDescriptor.newModule(name)
                .exports(name)
                .exports(name + ".plugin")
                .build();
    }
}
