package dev.pluginhost.benchmarks.loop;

import dev.pluginhost.benchmarks.corpus.Corpus;
import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One thread that starts all plugins in order, from one class loader with all jars, as code without a host does. */
final class PlainWork implements Work {

    private final Corpus corpus;
    // It lives until the end, so that what it has allocated is known.
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "plain-load"));
    private final PluginContext context = unusedContext();
    private @Nullable URLClassLoader loader;

    PlainWork(Corpus corpus) {
        this.corpus = corpus;
    }

    @Override
    public long run() throws Exception {
        return thread.submit(this::load).get();
    }

    @Override
    public void close() throws IOException {
        thread.shutdown();
        if (loader != null) {
            loader.close();
        }
    }

    private long load() throws Exception {
        URLClassLoader opened = new URLClassLoader(urls(), PlainWork.class.getClassLoader());
        loader = opened;
        List<LongSupplier> totals = new ArrayList<>();
        for (String name : corpus.names()) {
            instance(Plugin.class, name + ".Main", opened).start(context);
            totals.add(instance(LongSupplier.class, name + ".Total", opened));
        }
        return totals.stream().mapToLong(LongSupplier::getAsLong).sum();
    }

    private static <T> T instance(Class<T> type, String name, ClassLoader loader) throws ReflectiveOperationException {
        return type.cast(Class.forName(name, true, loader).getConstructor().newInstance());
    }

    private URL[] urls() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String name : corpus.names()) {
            urls.add(corpus.jar(name).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    private static PluginContext unusedContext() {
        Object proxy = Proxy.newProxyInstance(
                PlainWork.class.getClassLoader(), new Class<?>[] {PluginContext.class}, (self, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        return (PluginContext) proxy;
    }
}
