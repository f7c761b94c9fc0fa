package dev.pluginhost.moduletests;

import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;

/** Plugins named {@code acme.hello}, whose services return "Hello" or another greeting. */
final class Hello {

    static final String NAME = "acme.hello";

    private Hello() {}

    /** A plugin that provides the service of a module of the application. */
    static PluginSource provides(String service, Path application) {
        return provides(service, application, "Hello");
    }

    /** The same with another greeting. */
    static PluginSource provides(String service, Path application, String greeting) {
        String module = service.substring(0, service.lastIndexOf('.'));
        return PluginSource.module(NAME)
                .requires(module)
                .declares("provides " + service + " with acme.hello.Hello")
                .compiledAgainst(application)
                .source("""
                        package acme.hello;

                        public class Hello implements %s {
                            @Override
                            public String greet() {
                                return "%s";
                            }
                        }
                        """.formatted(service, greeting));
    }

    /** A plugin that provides a service of the JDK. */
    static PluginSource supplier() {
        return PluginSource.module(NAME)
                .declares("provides java.util.function.Supplier with acme.hello.Hello")
                .source("""
                        package acme.hello;

                        public class Hello implements java.util.function.Supplier<String> {
                            @Override
                            public String get() {
                                return "Hello";
                            }
                        }
                        """);
    }
}
