package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.ServiceListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The notices of a listener as texts; those of a service with the plugin that provides it. */
class Told implements PluginListener, ServiceListener<Object> {

    private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

    @Override
    public void imported(ImportedModule module) {
        note("imported " + module.name());
    }

    @Override
    public void failed(String module, PluginInfo.Failure failure) {
        note("failed " + module);
    }

    @Override
    public void unloaded(ImportedModule module) {
        note("unloaded " + module.name());
    }

    @Override
    public void added(Object service, ImportedModule module) {
        note("added " + module.name());
    }

    @Override
    public void removed(Object service, ImportedModule module) {
        note("removed " + module.name());
    }

    void note(String what) {
        words.add(what);
    }

    /** Waits for so many words as are expected, which these must be. */
    void expect(String... expected) throws InterruptedException {
        assertEquals(List.of(expected), next(expected.length));
    }

    /** Likewise, where several registrations are this one's, between which there is no order. */
    void expectInAnyOrder(String... expected) throws InterruptedException {
        assertEquals(
                Stream.of(expected).sorted().toList(),
                next(expected.length).stream().sorted().toList());
    }

    private List<String> next(int count) throws InterruptedException {
        List<String> found = new ArrayList<>();
        while (found.size() < count) {
            String next = words.poll(HostFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                break;
            }
            found.add(next);
        }
        return found;
    }

    /** The notices that no test has expected yet. */
    List<String> rest() {
        return List.copyOf(words);
    }
}
