package dev.pluginhost.impl.leaks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.layer.JarFiles;
import dev.pluginhost.modules.layer.OpenArtifacts;
import dev.pluginhost.modules.layer.PluginLayer;
import dev.pluginhost.modules.layer.Resolution;
import dev.pluginhost.modules.layer.Resolver;
import dev.pluginhost.modules.scan.Contents;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** A plugin in a layer of its own, whose {@code acme.Main.run} is run and which is then let go, but for weak references. */
@SuppressWarnings("ThreadPriorityCheck") // lets the collector\'s threads work
final class Unloaded {

    private static final int MOST_COLLECTIONS = 100;

    final WeakReference<ClassLoader> loader;
    final WeakReference<ModuleLayer> layer;

    private Unloaded(PluginLayer plugin) {
        this.loader = new WeakReference<>(plugin.loader());
        this.layer = new WeakReference<>(plugin.layer());
    }

    /** The sources of a module whose {@code Main.run} does something. */
    static PluginSource source(String module, String run) {
        return PluginSource.module(module)
                .requires("java.desktop", "java.logging", "java.management", "java.sql")
                .exports(module)
                .source(module + ".Main", """
                        public class Main {
                            public static void run() throws Throwable {
                                %s
                            }
                        }
                        """.formatted(run));
    }

    /** One that requires no other. */
    static Unloaded of(Path directory, PluginSource source) {
        return run(() -> List.of(define(source.jar(directory), List.of(), new ArrayList<>())))
                .get(0);
    }

    /** One, and a second that requires it. */
    static List<Unloaded> both(Path directory, PluginSource first, PluginSource second) {
        Path jar = first.jar(directory);
        Path dependent = second.requires(first.name()).compiledAgainst(jar).jar(directory);
        return run(() -> {
            List<PluginLayer> layers = new ArrayList<>();
            Unloaded one = define(jar, List.of(), layers);
            return List.of(one, define(dependent, List.copyOf(layers), layers));
        });
    }

    /** On a thread of its own: what a plugin holds on to is to be seen by what it leaves behind, not by a stack. */
    private static List<Unloaded> run(Callable<List<Unloaded>> definition) {
        FutureTask<List<Unloaded>> task = new FutureTask<>(definition);
        Thread thread = new Thread(task);
        thread.start();
        try {
            thread.join();
            return task.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Unloaded define(Path jar, List<PluginLayer> required, List<PluginLayer> layers) throws Exception {
        try (PluginLayer plugin = layer(jar, required)) {
            layers.add(plugin);
            Unloaded unloaded = new Unloaded(plugin);
            unloaded.call(plugin.name(), "run");
            return unloaded;
        }
    }

    /** The layer of a plugin, which the caller closes. */
    static PluginLayer layer(Path jar, List<PluginLayer> required) throws IOException {
        ModuleDescriptor descriptor =
                ModuleFinder.of(jar).findAll().iterator().next().descriptor();
        ModuleArtifact artifact = new ModuleArtifact(descriptor, jar, false, Fingerprint.of(jar), Contents.ofJar(jar));
        Candidate candidate = new Candidate(artifact, List.of(), jar);
        Application application = Application.ofLayer(ModuleLayer.boot(), ClassLoader.getSystemClassLoader());
        Resolution resolution = Resolver.resolve(
                candidate,
                application,
                required.stream().map(PluginLayer::resolution).toList(),
                Set.of());
        return PluginLayer.define(
                resolution,
                OpenArtifacts.open(candidate, new JarFiles(16, message -> {}), false),
                application,
                required);
    }

    /** Calls a static method of its main class, with the plugin's context loader, on this thread. */
    void call(String module, String method) throws Exception {
        ClassLoader plugins = loader.get();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(plugins);
        try {
            plugins.loadClass(module + ".Main").getMethod(method).invoke(null);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    Holders.Target target() {
        return new Holders.Target("acme.a", loader.get(), layer.get());
    }

    boolean isGone() {
        return loader.refersTo(null) && layer.refersTo(null);
    }

    /** That nothing else held it, nor does whoever looked. */
    void assertCollected() {
        for (int i = 0; i < MOST_COLLECTIONS && !isGone(); i++) {
            System.gc();
            Thread.yield();
        }
        assertTrue(isGone(), "still held");
    }
}
