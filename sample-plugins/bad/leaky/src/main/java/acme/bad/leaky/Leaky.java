package acme.bad.leaky;

import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;
import java.util.concurrent.CountDownLatch;

/** Starts a thread and forgets it: it should have been handed to the context, or ended in stop. */
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
