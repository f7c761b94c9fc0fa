package dev.pluginhost.junit;

import dev.pluginhost.Dependents;
import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginListener;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.junit.project.BootModules;
import dev.pluginhost.junit.project.PluginParts;
import dev.pluginhost.junit.project.TestPath;
import dev.pluginhost.testkit.leaks.Gone;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.ReflectionSupport;

/** A host with the plugin under test, from its start to the check that nothing of the plugin is left. For use by one test or test class. */
@SuppressWarnings("deprecation") // JUnit before 5.13 closes nothing else
final class TestHost implements PluginListener, ExtensionContext.Store.CloseableResource {

    private final Class<?> declaredBy;
    private final PluginUnderTest how;
    private final PluginHost host;
    private final String name;
    private final Path directory;
    private final ApplicationView application;
    private final InjectedFields injected = new InjectedFields();

    /** One of each import of the plugin. The listener's thread adds some; guarded by itself. */
    private final List<Gone> expected = new ArrayList<>();

    /** The class loaders of these, in their order; guarded by the list of these. */
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

    /** Whether a test of the class has failed; its exception may hold objects of the plugin. Written by the test's thread. */
    private volatile boolean hasFailed;

    private TestHost(
            Class<?> declaredBy,
            PluginUnderTest how,
            PluginHost host,
            String name,
            Path directory,
            ApplicationView application) {
        this.declaredBy = declaredBy;
        this.how = how;
        this.host = host;
        this.name = name;
        this.directory = directory;
        this.application = application;
    }

    /**
     * Builds a host for a test class; it is not started yet.
     *
     * @param declaredBy the class with the annotation
     */
    static TestHost build(Class<?> test, Class<?> declaredBy, PluginUnderTest how) throws IOException {
        PluginParts parts = parts(test, how);
        List<Path> others = new Paths(test).all(how.plugins());
        Path directory = Files.createTempDirectory(
                "pluginhost-junit-" + ProcessHandle.current().pid() + "-");
        ApplicationView application = null;
        boolean isBuilt = false;
        try {
            application = view(parts.hidden(), BootModules.of(parts.hidden(), others));
            PluginHost.Builder builder = PluginHost.builder()
                    .noIndex()
                    .dataDirectory(directory.resolve("data"))
                    .collectionTimeout(Duration.ZERO)
                    .applicationLoader(application)
                    .plugin(parts.name(), packed(parts, directory).toArray(new Path[0]))
                    .plugins(others.toArray(new Path[0]));
            if (how.settings() != HostSettings.class) {
                ReflectionSupport.newInstance(how.settings()).apply(builder);
            }
            TestHost host = new TestHost(declaredBy, how, builder.build(), parts.name(), directory, application);
            isBuilt = true;
            return host;
        } finally {
            if (!isBuilt) {
                release(directory, application);
            }
        }
    }

    private static PluginParts parts(Class<?> test, PluginUnderTest how) throws IOException {
        List<Path> named = new Paths(test).all(how.parts());
        if (named.isEmpty()) {
            return PluginParts.of(test, how.value(), List.of(how.libraries()));
        }
        String name = how.value().isEmpty() ? PluginParts.nameOf(named) : how.value();
        return new PluginParts(name, named, List.of(), named);
    }

    /** The plugin's parts, with a jar for each library that is a directory, as directories together would be the plugin's module. */
    private static List<Path> packed(PluginParts parts, Path directory) throws IOException {
        List<Path> all = new ArrayList<>(parts.own());
        for (Path library : parts.libraries()) {
            all.add(Files.isDirectory(library) ? Packing.jar(library, directory.resolve("libraries")) : library);
        }
        return all;
    }

    /** The class path without the plugin's parts. */
    private static ApplicationView view(List<Path> hidden, Set<String> hiddenModules) {
        List<Path> visible = new ArrayList<>(TestPath.ofClassPath());
        visible.removeAll(hidden);
        ClassLoader loader = PluginHost.class.getClassLoader();
        return new ApplicationView(
                loader == null ? ClassLoader.getSystemClassLoader() : loader, visible, hiddenModules);
    }

    void start() {
        host.listen(this);
        host.start();
        if (how.imported()) {
            plugin();
        }
    }

    /** The class with the annotation. */
    Class<?> declaredBy() {
        return declaredBy;
    }

    InjectedFields injected() {
        return injected;
    }

    PluginHost host() {
        return host;
    }

    String name() {
        return name;
    }

    boolean importsFirst() {
        return how.imported();
    }

    /** The plugin, which is imported if it is not. */
    ImportedModule plugin() {
        ImportedModule module = host.importModule(name);
        expect(module);
        return module;
    }

    @Override
    public void imported(ImportedModule module) {
        if (module.name().equals(name)) {
            expect(module);
        }
    }

    private void expect(ImportedModule module) {
        synchronized (expected) {
            ClassLoader loader;
            try {
                loader = module.module().getClassLoader();
            } catch (IllegalStateException e) { // unloaded meanwhile
                return;
            }
            for (WeakReference<ClassLoader> known : loaders) {
                if (known.refersTo(loader)) {
                    return;
                }
            }
            loaders.add(new WeakReference<>(loader));
            expected.add(Gone.of(name, loader));
        }
    }

    void failed() {
        hasFailed = true;
    }

    /**
     * Unloads the plugin, closes the host and, if that is wanted, checks that nothing is left.
     *
     * @param over instances of tests that nobody uses any more; null if they are used
     * @throws AssertionError if something is left, or the plugin has not stopped properly
     */
    void end(boolean check, @Nullable List<Object> over) {
        injected.clear();
        UnloadReport report = null;
        try {
            host.find(name).ifPresent(this::expect);
            report = host.unload(name, Dependents.UNLOAD_FIRST).join();
        } catch (HostClosedException e) { // by the test
            report = null;
        } catch (CompletionException e) {
            if (check && !(e.getCause() instanceof HostClosedException)) {
                throw new AssertionError("Plugin " + name + " could not be unloaded; see the cause", e.getCause());
            }
        } finally {
            close();
        }
        if (!check || hasFailed) {
            return;
        }
        List<String> problems = report == null ? List.of() : problems(report);
        if (!problems.isEmpty()) {
            throw new AssertionError("The unload went wrong: " + String.join(" and ", problems));
        }
        if (how.collected()) {
            assertCollected(over);
        }
    }

    private void assertCollected(@Nullable List<Object> over) {
        List<Gone> all;
        synchronized (expected) {
            all = List.copyOf(expected);
        }
        System.gc();
        if (over != null && !all.stream().allMatch(Gone::isCollected)) {
            InjectedFields.empty(over);
        }
        all.forEach(gone -> gone.assertCollected(Duration.ofSeconds(how.collectionSeconds())));
    }

    private static List<String> problems(UnloadReport report) {
        List<String> problems = new ArrayList<>();
        for (UnloadReport.Plugin plugin : report.plugins()) {
            plugin.problems().forEach(problem -> problems.add("plugin " + plugin.name() + ": " + problem));
        }
        return problems;
    }

    /** Also called by JUnit, if a test ends in no other way. */
    @Override
    public void close() {
        host.close();
        release(directory, application);
    }

    /** What cannot be deleted stays in the directory for temporary files; it is no reason for a test to fail. */
    private static void release(Path directory, @Nullable ApplicationView application) {
        try (application) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.walk(directory)) {
                    files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            directory.toFile().deleteOnExit();
        }
    }

    /** Paths that a test class names. */
    private record Paths(Class<?> test) {

        List<Path> all(String[] texts) {
            List<Path> paths = new ArrayList<>();
            for (String text : texts) {
                for (String each : filled(text).split(File.pathSeparator, -1)) {
                    paths.add(PluginParts.projectOf(test).resolve(each).normalize());
                }
            }
            return paths;
        }

        private String filled(String text) {
            int start = text.indexOf("${");
            int end = text.indexOf('}', Math.max(0, start));
            if (start < 0 || end < 0) {
                return text;
            }
            String property = text.substring(start + 2, end);
            String value = System.getProperty(property);
            if (value == null) {
                throw new IllegalStateException(
                        "System property " + property + " is not set, wanted by @PluginUnderTest of " + test.getName()
                                + "; let the build set it for tests");
            }
            return text.substring(0, start) + value + filled(text.substring(end + 1));
        }
    }
}
