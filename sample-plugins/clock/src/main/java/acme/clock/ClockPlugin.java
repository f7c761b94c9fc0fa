package acme.clock;

import acme.home.api.Journal;
import acme.home.api.StatusLine;
import dev.pluginhost.plugin.BackgroundPlugin;
import dev.pluginhost.plugin.PluginContext;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicLong;

/** A plugin with a thread that ends with it. */
public final class ClockPlugin implements BackgroundPlugin, StatusLine {

    private final AtomicLong seconds = new AtomicLong();

    @Override
    public void start(PluginContext context) {
        Timer timer = new Timer(context.name(), true);
        context.closeWithPlugin(timer::cancel);
        timer.scheduleAtFixedRate(new Second(), 1_000, 1_000);
        context.services(Journal.class).forEach(journal -> journal.write(context.name() + " started"));
    }

    @Override
    public String status() {
        return "the clock has run for " + seconds + " s";
    }

    private final class Second extends TimerTask {

        @Override
        public void run() {
            seconds.incrementAndGet();
        }
    }
}
