package dev.pluginhost.spring;

import dev.pluginhost.testkit.PluginSource;

/** Plugins that provide a {@code Supplier}: the service has to be of a module, and the class path of these tests has none. */
final class Suppliers {

    private Suppliers() {}

    /** A plugin whose supplier returns a text. */
    static PluginSource of(String name, String text) {
        return PluginSource.module(name)
                .declares("provides java.util.function.Supplier with " + name + ".Text")
                .source("""
                        package %s;

                        public class Text implements java.util.function.Supplier<String> {
                            @Override
                            public String get() {
                                return "%s";
                            }
                        }
                        """.formatted(name, text));
    }
}
