package dev.pluginhost.cli.base;

import dev.pluginhost.PluginHost;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jars and directories of an application that does not run in this JVM, and hosts for its plugins. The loader of its classes sees the JDK and
 * the API of the host besides, and nothing else of this program. For use by one thread.
 */
public final class ApplicationPath implements Closeable {

    private static final int MOST_NAMED = 3;

    /** So many files of a directory are looked at, to see whether it has classes. */
    private static final int MOST_FILES = 100_000;

    private final List<Path> entries;
    private final List<Path> others;
    private final ApplicationLoader loader;

    private ApplicationPath(Collection<Path> entries, Collection<Path> others) {
        this.entries = List.copyOf(entries);
        this.others = List.copyOf(others);
        this.loader = new ApplicationLoader(urls(this.entries), new ApiLoader());
    }

    /**
     * The path that values of {@code --app} name. Each is a path of jars and directories, with the separator of a class path, or {@code @} and a
     * file that has one such value in each line. {@code dir/*} is all jars of a directory. A file that is no jar is passed over, as the JVM does.
     *
     * @throws UsageException if something is not there
     */
    public static ApplicationPath of(List<String> values) {
        Set<Path> entries = new LinkedHashSet<>();
        Set<Path> others = new LinkedHashSet<>();
        values.forEach(value -> addValue(value, entries, others));
        for (Path directory :
                entries.stream().filter(ApplicationPath::hasJarsOnly).toList()) {
            boolean isBesideJars = entries.stream()
                    .anyMatch(entry -> isJar(entry) && Objects.equals(entry.getParent(), directory.getParent()));
            if (!isBesideJars) { // which a shell names, too, where it expands lib/*
                throw new UsageException("Directory " + Values.shown(directory)
                        + ", given with --app, has jars and no classes; give "
                        + Values.shown(directory.resolve("*")) + " for its jars");
            }
            entries.remove(directory);
            others.add(directory);
        }
        return new ApplicationPath(entries, others);
    }

    private static void addValue(String value, Set<Path> entries, Set<Path> others) {
        if (!value.startsWith("@")) {
            addPath(value, entries, others);
            return;
        }
        Path file = path(value.substring(1));
        try {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    addPath(line.strip(), entries, others);
                }
            }
        } catch (IOException e) {
            throw new UsageException("File " + file + ", given with --app, cannot be read (" + reason(e)
                    + "); name a file that has a path of jars in each line");
        }
    }

    private static void addPath(String value, Set<Path> entries, Set<Path> others) {
        for (String entry : value.split(File.pathSeparator, -1)) {
            if (entry.equals("*") || entry.endsWith("/*") || entry.endsWith(File.separator + "*")) {
                entries.addAll(jars(path(entry.equals("*") ? "." : entry.substring(0, entry.length() - 1))));
            } else if (!entry.isEmpty()) {
                Path path = path(entry);
                (isOther(path) ? others : entries).add(absolute(path));
            }
        }
    }

    /** Whether it is a file that the JVM passes over. A shell that expands {@code lib/*} names all that is there. */
    private static boolean isOther(Path entry) {
        if (!Files.exists(entry)) {
            throw new UsageException(entry + ", given with --app, does not exist; correct the path");
        }
        return !Files.isDirectory(entry) && !isReadable(entry);
    }

    private static Path absolute(Path entry) {
        return entry.toAbsolutePath().normalize();
    }

    private static boolean isJar(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".jar");
    }

    /** Whether it is a directory of jars, without any class: the JVM looks for no jars in a directory. */
    private static boolean hasJarsOnly(Path directory) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            if (files.noneMatch(ApplicationPath::isJar)) {
                return false;
            }
            try (Stream<Path> all = Files.walk(directory)) {
                return all.limit(MOST_FILES).noneMatch(file -> file.toString().endsWith(".class"));
            }
        } catch (IOException e) {
            throw unreadableDirectory(directory, e);
        } catch (UncheckedIOException e) {
            throw unreadableDirectory(directory, new IOException(e.getMessage(), e));
        }
    }

    /** Whether it is a jar. One that holds jars is refused: the loaders that read those are of the frameworks that make them. */
    private static boolean isReadable(Path file) {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            if (jar.getEntry("BOOT-INF/lib/") != null || jar.getEntry("BOOT-INF/classes/") != null) {
                throw new UsageException(
                        file + ", given with --app, has its classes and jars within it; extract it with"
                                + " \"java -Djarmode=tools -jar " + file.getFileName()
                                + " extract\", and give the jar and the lib/* that this makes");
            }
            if (jar.getEntry("WEB-INF/") != null) {
                throw new UsageException(file + ", given with --app, is a web application; unpack it, and give its"
                        + " WEB-INF/classes and WEB-INF/lib/*");
            }
            return true;
        } catch (IOException e) {
            if (!isJar(file)) {
                return false;
            }
            throw new UsageException(
                    file + ", given with --app, is not a jar that can be read (" + reason(e) + "); give a whole one");
        }
    }

    private static List<Path> jars(Path directory) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (isJar(file) && !isOther(file)) {
                    jars.add(absolute(file));
                }
            }
        } catch (IOException e) {
            throw unreadableDirectory(directory, e);
        }
        if (jars.isEmpty()) {
            throw new UsageException("Directory " + directory + ", given with --app, has no jars; correct the path");
        }
        jars.sort(null);
        return jars;
    }

    private static UsageException unreadableDirectory(Path directory, IOException e) {
        return new UsageException(
                "Directory " + directory + ", given with --app, cannot be read (" + reason(e) + "); correct the path");
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + text + "\" is no path (" + e.getReason() + "); correct it");
        }
    }

    static String reason(IOException e) {
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof java.nio.file.NotDirectoryException) {
            return "it is no directory";
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "access is denied";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** The jars and directories, absolute. */
    public List<Path> entries() {
        return entries;
    }

    /** A line about what was given and is passed over; empty if there is nothing. */
    String passedOver() {
        if (others.isEmpty()) {
            return "";
        }
        List<String> named =
                others.stream().limit(MOST_NAMED).map(Values::shown).toList();
        return Text.count(others.size(), "path") + " given with --app "
                + (others.size() == 1 ? "is no jar" : "are no jars")
                + " and passed over: " + String.join(", ", named) + (others.size() > MOST_NAMED ? ", ..." : "")
                + "; for a file with paths, write @ before its name";
    }

    /** The loader of the application's classes. */
    public ClassLoader loader() {
        return loader;
    }

    /** The names of the modules that the application has, as far as they can be read. */
    public Set<String> modules() {
        Set<String> names = new TreeSet<>();
        for (Path entry : entries) {
            names.addAll(modules(entry));
        }
        return names;
    }

    private static Set<String> modules(Path entry) {
        Set<String> names = new TreeSet<>();
        try {
            ModuleFinder.of(entry)
                    .findAll()
                    .forEach(module -> names.add(module.descriptor().name()));
        } catch (FindException e) {
            return Set.of(); // a host reports it if it is needed
        }
        return names;
    }

    /** A builder of a host for plugins of this application, without an index. */
    public PluginHost.Builder host(List<Path> directories) {
        return indexedHost(directories).noIndex();
    }

    /** A builder of a host for plugins of this application, with an index where hosts keep theirs by default. */
    public PluginHost.Builder indexedHost(List<Path> directories) {
        PluginHost.Builder builder = PluginHost.builder().plugins(directories.toArray(Path[]::new));
        return PluginHost.class.getModule().isNamed()
                ? builder.applicationLayer(layer())
                : builder.applicationLoader(loader);
    }

    /** If the host is a module of this program, the application has to be in a layer. */
    private ModuleLayer layer() {
        ModuleLayer own = PluginHost.class.getModule().getLayer();
        ModuleFinder finder = ModuleFinder.of(entries.toArray(Path[]::new));
        try {
            List<String> roots = new ArrayList<>();
            for (ModuleReference module : finder.findAll()) {
                roots.add(module.descriptor().name());
            }
            Configuration configuration = own.configuration().resolve(ModuleFinder.of(), finder, roots);
            return own.defineModulesWithOneLoader(configuration, loader.getParent());
        } catch (FindException | ResolutionException e) {
            throw new UsageException("The application cannot be resolved: " + e.getMessage()
                    + "; give with --app what is on its module path");
        }
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new ProblemException("The jars of the application cannot be closed: " + e.getMessage(), e);
        }
    }

    private static URL[] urls(List<Path> entries) {
        try {
            URL[] urls = new URL[entries.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = entries.get(i).toUri().toURL();
            }
            return urls;
        } catch (MalformedURLException e) {
            throw new UsageException("A path given with --app is no URL: " + e.getMessage());
        }
    }

    private static final class ApplicationLoader extends URLClassLoader {

        static {
            registerAsParallelCapable();
        }

        ApplicationLoader(URL[] urls, ClassLoader parent) {
            super("application", urls, parent);
        }
    }

    /**
     * Shows the classes of the JDK and of the host's API. It has URLs, of which there are none, so that the host knows that this is all of the class
     * path.
     */
    private static final class ApiLoader extends URLClassLoader {

        static {
            registerAsParallelCapable();
        }

        private static final Set<String> API = Set.of("dev.pluginhost", "dev.pluginhost.plugin");

        private final Set<String> shown = new TreeSet<>(API);

        ApiLoader() {
            super("host", new URL[0], ClassLoader.getPlatformClassLoader());
            ClassLoader system = ClassLoader.getSystemClassLoader();
            for (Module module : ModuleLayer.boot().modules()) {
                if (module.getClassLoader() == system && isOfJdk(module)) {
                    shown.addAll(module.getPackages());
                }
            }
        }

        /** Some of the JDK's modules, such as the compiler, are of the loader of the class path. */
        private static boolean isOfJdk(Module module) {
            return ModuleLayer.boot()
                    .configuration()
                    .findModule(module.getName())
                    .flatMap(found -> found.reference().location())
                    .filter(location -> location.getScheme().equals("jrt"))
                    .isPresent();
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            String packageName = name.substring(0, Math.max(0, name.lastIndexOf('.')));
            return shown.contains(packageName)
                    ? Class.forName(name, false, loaderOf(packageName))
                    : super.loadClass(name, resolve);
        }

        /** The class files of what it shows, for those who read them. */
        @Override
        public @Nullable URL findResource(String name) {
            String packageName =
                    name.substring(0, Math.max(0, name.lastIndexOf('/'))).replace('/', '.');
            ClassLoader from = name.endsWith(".class") && shown.contains(packageName) ? loaderOf(packageName) : null;
            return from == null ? null : from.getResource(name);
        }

        private static @Nullable ClassLoader loaderOf(String packageName) {
            return API.contains(packageName) ? PluginHost.class.getClassLoader() : ClassLoader.getSystemClassLoader();
        }
    }
}
