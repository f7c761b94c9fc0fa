package dev.pluginhost.impl.lifecycle;

/** Runs code of a plugin with the plugin's loader as the thread's context class loader. Stateless. */
final class PluginCode {

    /** A piece of a plugin's code; may throw anything. */
    @FunctionalInterface
    interface Code {
        void run() throws Throwable;
    }

    private PluginCode() {}

    static void run(ClassLoader loader, Code code) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            code.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
