package dev.pluginhost.publishedtests.libraries;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Uses libraries, one after the other, in a process of its own: on a class path, or as bundles. */
final class Use {

    /** The stages of a use; the last one is reported when all libraries have been used. */
    static final String START = "start",
            CHECK = "check",
            IMPORT = "import",
            USE = "use",
            END = "end",
            RELEASE = "release";

    /** A library that works needs one or two seconds, more on a busy machine. */
    static final long SECONDS = 180;

    /** So many collections in a row that release nothing more show that the rest is held. */
    private static final int COLLECTIONS = 25;

    private final Path results;
    private final Map<String, WeakReference<ClassLoader>> loaders = new LinkedHashMap<>();
    private final Map<String, String> reports = new LinkedHashMap<>();

    private Use(Path results) {
        this.results = results;
    }

    /**
     * Uses bundles and writes a line for each stage: name, stage, {@code ok} or {@code failed}, text.
     *
     * @param arguments {@code class-path} or {@code bundle}; the file to write; directories of bundles
     */
    public static void main(String[] arguments) throws Exception {
        Use use = new Use(Path.of(arguments[1]));
        for (String bundle : List.of(arguments).subList(2, arguments.length)) {
            use.watched(arguments[0], Path.of(bundle));
        }
        use.released();
        Runtime.getRuntime().halt(0);
    }

    private void watched(String mode, Path bundle) throws Exception {
        String plugin = bundle.getFileName().toString();
        tell(plugin, START, true, "");
        Thread thread = new Thread(() -> one(mode, plugin, bundle), "use of " + plugin);
        thread.start();
        thread.join(TimeUnit.SECONDS.toMillis(SECONDS));
        if (thread.isAlive()) {
            StringBuilder stack = new StringBuilder("takes longer than " + SECONDS + " seconds:");
            for (StackTraceElement frame : thread.getStackTrace()) {
                stack.append("\n    at ").append(frame);
            }
            tell(plugin, USE, false, stack.toString());
            Runtime.getRuntime().halt(1);
        }
    }

    private void one(String mode, String plugin, Path bundle) {
        try {
            if (mode.equals("class-path")) {
                onClassPath(plugin, bundle);
            } else {
                asBundle(plugin, bundle);
            }
        } catch (Throwable e) {
            tell(plugin, USE, false, stack(e));
        }
    }

    private void onClassPath(String plugin, Path bundle) throws Exception {
        List<URL> path = new ArrayList<>();
        for (Path jar : jars(bundle)) {
            path.add(jar.toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            loaders.put(plugin, new WeakReference<>(loader));
            Callable<?> use = Class.forName(plugin + ".Use", true, loader)
                    .asSubclass(Callable.class)
                    .getConstructor()
                    .newInstance();
            call(plugin, loader, use);
        }
    }

    private void asBundle(String plugin, Path bundle) throws Exception {
        try (PluginHost host = PluginHost.builder()
                .bundle(bundle)
                .noIndex()
                .importTimeout(Duration.ofSeconds(SECONDS))
                .collectionTimeout(Duration.ofSeconds(2))
                .build()) {
            List<String> errors = host.check().stream()
                    .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                    .map(Problem::toString)
                    .toList();
            tell(plugin, CHECK, errors.isEmpty(), String.join("\n", errors));
            if (!imported(plugin, host)) {
                return;
            }
            String report = host.unload(plugin).get().plugins().toString();
            List<Path> open = open(bundle);
            tell(plugin, END, open.isEmpty(), open.isEmpty() ? "" : "these files are open after the unload: " + open);
            reports.put(plugin, report);
        }
    }

    private boolean imported(String plugin, PluginHost host) {
        ImportedModule module;
        try {
            module = host.importModule(plugin);
        } catch (Throwable e) {
            tell(plugin, IMPORT, false, stack(e));
            return false;
        }
        tell(plugin, IMPORT, true, "");
        ClassLoader loader = module.module().getClassLoader();
        loaders.put(plugin, new WeakReference<>(loader));
        call(plugin, loader, module.services(Callable.class).get(0));
        return true;
    }

    private void call(String plugin, ClassLoader loader, Callable<?> use) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            tell(plugin, USE, true, String.valueOf(use.call()));
        } catch (Throwable e) {
            tell(plugin, USE, false, stack(e));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Tells which class loaders are collected. */
    private void released() throws InterruptedException {
        long left = left();
        for (int i = 0; left > 0 && i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(200);
            if (left() < left) {
                left = left();
                i = 0;
            }
        }
        loaders.forEach((plugin, loader) -> {
            boolean released = loader.get() == null;
            tell(plugin, RELEASE, released, released ? "" : reports.getOrDefault(plugin, ""));
        });
    }

    private long left() {
        return loaders.values().stream().filter(loader -> loader.get() != null).count();
    }

    private static List<Path> jars(Path bundle) throws IOException {
        try (Stream<Path> files = Files.list(bundle)) {
            return files.sorted().toList();
        }
    }

    private static List<Path> open(Path bundle) throws IOException {
        List<Path> open = new ArrayList<>();
        Path handles = Path.of("/proc/self/fd");
        if (Files.isDirectory(handles)) {
            try (Stream<Path> links = Files.list(handles)) {
                for (Path link : links.toList()) {
                    try {
                        Path file = Files.readSymbolicLink(link);
                        if (file.startsWith(bundle)) {
                            open.add(file);
                        }
                    } catch (IOException e) {
                        // closed since it was listed
                    }
                }
            }
        }
        return open;
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private synchronized void tell(String plugin, String stage, boolean ok, String text) {
        String line = String.join("\t", plugin, stage, ok ? "ok" : "failed", escaped(text)) + "\n";
        try {
            Files.writeString(results, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(2);
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "").replace("\t", "\\t");
    }

    static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char escape = text.charAt(++i);
                plain.append(escape == 'n' ? '\n' : escape == 't' ? '\t' : escape);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
