package dev.pluginhost.impl.lifecycle;

/** Runs code of a plugin with the plugin's loader as the thread's context class loader. Stateless. */
final class PluginCode {

    /** A piece of a plugin's code; may throw anything. */
    @FunctionalInterface
    interface Code<T> {
        T run() throws Throwable;
    }

    private PluginCode() {}

    static <T> T call(ClassLoader loader, Code<T> code) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return code.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
