package acme.core;

import acme.home.api.Journal;
import dev.pluginhost.plugin.EagerPlugin;
import dev.pluginhost.plugin.PluginContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The plugin and its service in one class: the host returns this instance as the journal. */
public final class CorePlugin implements EagerPlugin, Journal {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void start(PluginContext context) {
        write(context.name() + " started");
    }

    @Override
    public void write(String line) {
        lines.add(line);
    }

    @Override
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
