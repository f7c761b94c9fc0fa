package dev.pluginhost.impl.services;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.Reason;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.NoHost;
import dev.pluginhost.impl.fixtures.Reading;
import dev.pluginhost.impl.fixtures.Told;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.layer.JarFiles;
import dev.pluginhost.modules.layer.OpenArtifacts;
import dev.pluginhost.modules.layer.PluginLayer;
import dev.pluginhost.modules.layer.Resolution;
import dev.pluginhost.modules.layer.Resolver;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.testkit.PluginSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;

/** Events of plugins that are imported without a host, and what listeners of tests do. */
abstract class ListenerFixture extends HostFixture {

    static final ClassLoader LOADER = ClassLoader.getSystemClassLoader();
    private static final Application BOOT = Application.ofLayer(ModuleLayer.boot(), LOADER);
    static final PluginInfo.Failure NO =
            new PluginInfo.Failure(Reason.START_FAILED, ImportStage.START, "no", "", Instant.EPOCH);

    final Registry registry = new Registry();

    final Events events = new Events(registry, LOADER);

    final List<PluginLayer> layers = new ArrayList<>();

    final CountDownLatch hang = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        hang.countDown();
        events.close();
        for (PluginLayer layer : layers) {
            layer.close();
        }
    }

    /** A plugin with two services. */
    Imported provider(String name) {
        return start(source(name));
    }

    static PluginSource source(String name) {
        return PluginSource.plugin(name)
                .declares("provides java.lang.Runnable with " + name + ".One, " + name + ".Two;")
                .source(name + ".One", "public class One implements Runnable { public void run() {} }")
                .source(name + ".Two", "public class Two implements Runnable { public void run() {} }");
    }

    Imported start(PluginSource source) {
        install(source);
        Candidate candidate =
                Reading.of(List.of(new Source(plugins, false))).candidates().get(source.name());
        try {
            OpenArtifacts opened = OpenArtifacts.open(candidate, new JarFiles(16, message -> {}), false);
            Resolution resolution = Resolver.resolve(candidate, BOOT, List.of(), Set.of());
            PluginLayer layer = PluginLayer.define(resolution, opened, BOOT, List.of());
            layers.add(layer);
            NoHost noHost = new NoHost();
            RunningPlugin running = new RunningPlugin(layer, noHost);
            running.start();
            return new Imported(candidate, layer, running);
        } catch (Throwable thrown) {
            throw new AssertionError("not started", thrown);
        }
    }

    /** The same plugin, as if it were imported another time. */
    static Imported again(Imported imported) {
        return new Imported(imported.candidate(), imported.layer(), imported.running());
    }

    void publish(Imported imported) {
        events.publish(imported);
        events.deliver();
    }

    void withdraw(Imported imported) {
        events.withdraw(imported, "is gone");
        events.deliver();
    }

    void unloaded(Imported imported) {
        events.unloaded(imported);
        events.deliver();
    }

    void fail(String name) {
        events.failed(name, NO);
        events.deliver();
    }

    void hangHere() {
        boolean interrupted = false;
        while (true) {
            try {
                hang.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A listener that hangs in its first call. */
    final class Hanging implements ServiceListener<Runnable>, PluginListener {
        final CountDownLatch hangs = new CountDownLatch(1);
        final Told told = new Told();

        @Override
        public void added(Runnable service, ImportedModule module) {
            told.added(service, module);
        }

        @Override
        public void removed(Runnable service, ImportedModule module) {
            hangs.countDown();
            hangHere();
            told.removed(service, module);
        }

        @Override
        public void failed(String module, PluginInfo.Failure failure) {
            hangs.countDown();
            hangHere();
            told.failed(module, failure);
        }

        @Override
        public void imported(ImportedModule module) {
            told.imported(module);
        }

        @Override
        public void unloaded(ImportedModule module) {
            told.unloaded(module);
        }
    }

    PluginSource withService(String name) {
        return plugin(name)
                .declares("provides java.lang.Runnable with " + name + ".Job;")
                .source(name + ".Job", "public class Job implements Runnable { public void run() {} }");
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
