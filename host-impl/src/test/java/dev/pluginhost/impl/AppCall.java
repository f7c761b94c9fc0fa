package dev.pluginhost.impl;

import java.util.concurrent.Callable;

/**
 * Something of the application that a plugin calls, though the two share no class but the JDK's: the plugin's code is
 * {@link #source}. Open until closed.
 */
final class AppCall implements AutoCloseable {

    private final String key;

    private AppCall(String key) {
        this.key = key;
    }

    static AppCall of(String name, Callable<?> call) {
        String key = "dev.pluginhost.test." + name;
        System.getProperties().put(key, call);
        return new AppCall(key);
    }

    /** The call, as an expression of type {@code Object}. */
    static String source(String name) {
        return "((java.util.concurrent.Callable<?>) System.getProperties().get(\"dev.pluginhost.test." + name
                + "\")).call()";
    }

    @Override
    public void close() {
        System.getProperties().remove(key);
    }
}
