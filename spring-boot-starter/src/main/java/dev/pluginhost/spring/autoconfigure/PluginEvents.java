package dev.pluginhost.spring.autoconfigure;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.spring.PluginEvent;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes what happens to plugins as application events. */
record PluginEvents(ApplicationEventPublisher publisher) implements PluginListener {

    @Override
    public void imported(ImportedModule module) {
        publisher.publishEvent(new PluginEvent.Imported(module.name(), module.version()));
    }

    @Override
    public void failed(String module, PluginInfo.Failure failure) {
        publisher.publishEvent(new PluginEvent.Failed(module, failure));
    }

    @Override
    public void unloaded(ImportedModule module) {
        publisher.publishEvent(new PluginEvent.Unloaded(module.name(), module.version()));
    }
}
