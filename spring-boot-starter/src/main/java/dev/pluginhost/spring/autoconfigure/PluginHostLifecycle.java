package dev.pluginhost.spring.autoconfigure;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.StartReport;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Starts the host with the application context, before a web server takes requests, and closes it with the context, after the web
 * server has ended. Waits for eager plugins only. If the context is stopped and started again, the plugins go on. Thread-safe.
 */
public final class PluginHostLifecycle
        implements SmartLifecycle, ApplicationListener<ContextClosedEvent>, DisposableBean {

    /** Web servers have the default phase less 2048 and 1024. */
    private static final int PHASE = DEFAULT_PHASE - 4096;

    private static final Log LOG = LogFactory.getLog(PluginHost.class);

    private final PluginHost host;
    private final ApplicationContext context;

    /** Written by the thread that starts the context; as with the next, read by any. */
    private volatile @Nullable CompletableFuture<StartReport> start;

    private volatile boolean running;

    /** Written by the thread that closes the context, before it stops its beans. */
    private volatile boolean closing;

    PluginHostLifecycle(PluginHost host, ApplicationContext context) {
        this.host = host;
        this.context = context;
    }

    /** The result of the start, when it is there; empty before, and if the sources could not be read. */
    public Optional<StartReport> report() {
        CompletableFuture<StartReport> begun = start;
        return begun != null && begun.isDone() && !begun.isCompletedExceptionally()
                ? Optional.of(begun.join())
                : Optional.empty();
    }

    /** Why the start has failed, if it has: the sources could not be read. The next start of the context tries again. */
    public Optional<Throwable> failure() {
        CompletableFuture<StartReport> begun = start;
        return begun != null && begun.isCompletedExceptionally()
                ? Optional.of(begun.handle((report, failure) -> failure).join())
                : Optional.empty();
    }

    @Override
    public void start() {
        running = true;
        if (start == null) {
            ApplicationLink.started(context);
        } else if (failure().isEmpty()) {
            return;
        }
        CompletableFuture<StartReport> begun = host.startAsync();
        start = begun;
        try {
            if (host.plugins().stream().anyMatch(plugin -> plugin.timing() == ImportTiming.EAGER)) {
                begun.join();
            }
        } catch (PluginException | CompletionException e) {
            LOG.warn("The plugins could not be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void stop() {
        running = false;
        if (closing) {
            destroy();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            closing = true;
        }
    }

    /** Also ends what a refresh that has failed leaves behind. */
    @Override
    public void destroy() {
        ApplicationLink.ended(context);
        host.close();
    }
}
