package dev.pluginhost.benchmarks.loop;

import acme.home.loop.EventLoop;
import dev.pluginhost.PluginHost;
import dev.pluginhost.benchmarks.corpus.Corpus;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A host as an application opens it, with default threads. The plugins wish to be imported in the background. */
final class HostWork implements Work {

    private final Corpus corpus;
    private final EventLoop loop;
    private @Nullable PluginHost host;

    HostWork(Corpus corpus, EventLoop loop) {
        this.corpus = corpus;
        this.loop = loop;
    }

    @Override
    public long run() {
        PluginHost opened = PluginHost.builder()
                .plugins(corpus.jars())
                .nonBlocking(loop::isLoopThread)
                .build();
        host = opened;
        opened.start();
        List<LongSupplier> totals = opened.importServices(LongSupplier.class).join();
        return totals.stream().mapToLong(LongSupplier::getAsLong).sum();
    }

    @Override
    public void close() {
        if (host != null) {
            host.close();
        }
    }
}
