package acme.bad.sleeper;

import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;
import java.util.concurrent.CountDownLatch;

/** Hangs in start, and ignores interrupts. */
public final class Sleeper implements Plugin {

    @Override
    public void start(PluginContext context) {
        CountDownLatch never = new CountDownLatch(1);
        while (never.getCount() > 0) {
            try {
                never.await();
            } catch (InterruptedException e) {
                context.logger().log(System.Logger.Level.DEBUG, "An interrupt is ignored", e);
            }
        }
    }
}
