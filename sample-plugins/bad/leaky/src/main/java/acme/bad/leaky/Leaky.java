package acme.bad.leaky;

import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;
import java.util.concurrent.CountDownLatch;

/** Starts a thread and does not end it. It should give the thread to the context, or end it in stop. */
public final class Leaky implements Plugin {

    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public void start(PluginContext context) {
        Thread drip = new Thread(this::drip, "drip");
        drip.setDaemon(true);
        drip.start();
    }

    private void drip() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
