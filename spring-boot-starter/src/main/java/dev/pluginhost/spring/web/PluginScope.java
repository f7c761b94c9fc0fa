package dev.pluginhost.spring.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;

/** Beans that live as long as the context of their plugin. Thread-safe. */
final class PluginScope implements Scope {

    /** As the next, guarded by this monitor, which is not held while a bean is made. */
    private final Map<String, Object> beans = new LinkedHashMap<>();

    private final Map<String, Runnable> ends = new LinkedHashMap<>();

    @Override
    public Object get(String name, ObjectFactory<?> factory) {
        synchronized (this) {
            Object bean = beans.get(name);
            if (bean != null) {
                return bean;
            }
        }
        Object made = factory.getObject();
        synchronized (this) {
            Object earlier = beans.putIfAbsent(name, made);
            return earlier == null ? made : earlier;
        }
    }

    @Override
    public synchronized @Nullable Object remove(String name) {
        ends.remove(name);
        return beans.remove(name);
    }

    @Override
    public synchronized void registerDestructionCallback(String name, Runnable callback) {
        ends.put(name, callback);
    }

    @Override
    public @Nullable Object resolveContextualObject(String key) {
        return null;
    }

    @Override
    public @Nullable String getConversationId() {
        return null;
    }

    /** Destroys all beans. */
    void close() {
        List<Runnable> all;
        synchronized (this) {
            all = List.copyOf(ends.values());
            ends.clear();
            beans.clear();
        }
        all.forEach(Runnable::run);
    }
}
