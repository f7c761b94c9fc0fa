package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What plugins provide and are given")
class ServicesTest extends HostFixture {

    @TempDir
    Path data;

    @TempDir
    Path elsewhere;

    private PluginSource provider(String name, String does) {
        return PluginSource.module(name)
                .declares("provides java.lang.Runnable with " + name + ".Job;")
                .source(
                        name + ".Job",
                        "public class Job implements Runnable { " + does + " public void run() { Probe.say(\"" + name
                                + "\"); } }")
                .probe(probe);
    }

    @Test
    @DisplayName("is found among what is imported, without importing anything, in the order of the plugins' names")
    void servicesOfImported() {
        install(provider("acme.a", ""));
        install(provider("acme.b", ""));
        install(provider("acme.c", ""));
        PluginHost host = host();
        assertEquals(List.of(), host.services(Runnable.class));
        host.importModule("acme.b");
        host.importModule("acme.a");
        host.services(Runnable.class).forEach(Runnable::run);
        assertEquals(List.of("acme.a", "acme.b"), probe.said());
    }

    @Test
    @DisplayName("is imported from every provider that is installed, and from nobody else")
    void importsProviders() {
        install(provider("acme.a", ""));
        install(provider("acme.b", ""));
        install(plugin("acme.other"));
        PluginHost host = host();
        assertEquals(2, get(host.importServices(Runnable.class)).size());
        assertTrue(host.find("acme.other").isEmpty());
    }

    @Test
    @DisplayName("is there from the others when one provider cannot be imported, which is logged")
    void oneProviderFails() {
        install(provider("acme.a", ""));
        install(plugin("acme.bad", "Probe.reach(\"bad\");")
                .declares("provides java.lang.Runnable with acme.bad.Job;")
                .source("acme.bad.Job", "public class Job implements Runnable { public void run() {} }"));
        probe.failAt("bad", () -> new IllegalStateException("will not"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            assertEquals(1, get(host().importServices(Runnable.class)).size());
            assertTrue(
                    log.messages().stream().anyMatch(message -> message.contains("will not")),
                    log.messages()::toString);
        }
    }

    @Test
    @DisplayName("is left out where a provider throws or does not link, which is logged; the plugin's others work")
    void oneInstanceFails() {
        install(PluginSource.module("acme.a")
                .declares("provides java.lang.Runnable with acme.a.Throws, acme.a.Fine, acme.a.Unlinked, acme.a.Fine2;")
                .source(
                        "acme.a.Throws",
                        "public class Throws implements Runnable { public Throws() { throw new IllegalStateException(\"no hands\"); } public void run() {} }")
                .source(
                        "acme.a.Unlinked",
                        "public class Unlinked extends Gone implements Runnable { public void run() {} }")
                .source("acme.a.Gone", "public class Gone {}")
                .source(
                        "acme.a.Fine",
                        "public class Fine implements Runnable { public void run() { Probe.say(\"fine\"); } }")
                .source(
                        "acme.a.Fine2",
                        "public class Fine2 implements Runnable { public void run() { Probe.say(\"fine2\"); } }")
                .without("acme.a.Gone")
                .probe(probe));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host();
            ImportedModule module = host.importModule("acme.a");
            module.services(Runnable.class).forEach(Runnable::run);
            assertEquals(List.of("fine", "fine2"), probe.said());
            assertTrue(
                    log.messages().stream().anyMatch(message -> message.contains("no hands")),
                    log.messages()::toString);
            assertTrue(
                    log.messages().stream().anyMatch(message -> message.contains("acme/a/Gone")),
                    log.messages()::toString);
        }
    }

    @Test
    @DisplayName("is left out with one line in the log, however many providers of a service cannot be used")
    void manyInstancesFail() {
        PluginSource source = PluginSource.module("acme.a");
        List<String> providers =
                IntStream.range(0, 9).mapToObj(i -> "acme.a.P" + i).toList();
        for (String provider : providers) {
            String name = provider.substring("acme.a.".length());
            source = source.source(
                    provider,
                    "public class " + name + " implements Runnable { public " + name
                            + "() { throw new UnsupportedOperationException(); } public void run() {} }");
        }
        install(source.declares("provides java.lang.Runnable with " + String.join(", ", providers) + ";"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            host().importModule("acme.a");
            assertEquals(1, log.messages().size(), log.messages()::toString);
            assertTrue(log.messages().get(0).contains("and 6 more"), log.messages()::toString);
        }
    }

    @Test
    @DisplayName("may be of a type that is not there, without a word; of an automatic module, with a hint")
    void serviceTypeNotThere() throws Exception {
        PluginSource whole = PluginSource.module("acme.api")
                .exports("acme.api")
                .source("acme.api.Greeter", "public interface Greeter {}")
                .source("acme.api.Other", "public interface Other {}");
        Path api = whole.jar(elsewhere);
        install(whole.without("acme.api.Greeter"));
        install(PluginSource.module("acme.declared")
                .requires("acme.api")
                .compiledAgainst(api)
                .declares("provides acme.api.Greeter with acme.declared.Hello;")
                .source("acme.declared.Hello", "public class Hello implements acme.api.Greeter {}"));
        install(PluginSource.automatic("acme-automatic")
                .service("acme.api.Greeter", "acme.automatic.Hello")
                .source("acme.automatic.Hello", "public class Hello {}"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host();
            host.importModule("acme.declared");
            assertEquals(List.of(), log.messages());
            host.importModule("acme.automatic");
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(1, log.messages().size(), log.messages()::toString);
            assertTrue(log.messages().get(0).contains("one bundle"), log.messages()::toString);
        }
    }

    @Test
    @DisplayName("has one instance per provider, made on an import thread, whoever asks and how often")
    void oneInstance() {
        install(provider("acme.a", "public Job() { Probe.say(\"made\"); }"));
        PluginHost host = host();
        ImportedModule module = host.importModule("acme.a");
        List<Callable<Runnable>> askers = java.util.Collections.nCopies(
                16, () -> host.services(Runnable.class).get(0));
        assertEquals(1, new java.util.HashSet<>(race(askers)).size());
        assertSame(
                host.services(Runnable.class).get(0),
                module.services(Runnable.class).get(0));
        assertEquals(1, probe.count("made"));
        assertTrue(probe.threadsOf("made").get(0).startsWith("pluginhost-import-"));
    }

    @Test
    @DisplayName("is the started plugin itself where its class is the provider too")
    void pluginIsTheService() {
        install(PluginSource.module("acme.a")
                .requires("dev.pluginhost")
                .declares(
                        "provides dev.pluginhost.plugin.Plugin with acme.a.Both; provides java.lang.Runnable with acme.a.Both;")
                .source("acme.a.Both", """
                        public class Both implements dev.pluginhost.plugin.Plugin, Runnable {
                            private String state = "not started";
                            public void start(dev.pluginhost.plugin.PluginContext context) { state = "started"; }
                            public void run() { Probe.say(state); }
                        }
                        """)
                .probe(probe));
        host().importModule("acme.a").services(Runnable.class).get(0).run();
        assertEquals(List.of("started"), probe.said());
    }

    @Test
    @DisplayName("may come from a provider method")
    void providerMethod() {
        install(PluginSource.module("acme.a")
                .declares("provides java.lang.Runnable with acme.a.Factory;")
                .source(
                        "acme.a.Factory",
                        "public class Factory { public static Runnable provider() { return () -> Probe.say(\"made\"); } }")
                .probe(probe));
        host().importModule("acme.a").services(Runnable.class).get(0).run();
        assertEquals(List.of("made"), probe.said());
    }

    @Test
    @DisplayName("does not include what a bundle's private libraries provide, which its plugin finds all the same")
    void privateProviders() {
        PluginSource library = provider("acme.lib", "");
        PluginSource main = PluginSource.plugin("acme.a")
                .requires("acme.lib")
                .declares("uses java.lang.Runnable;")
                .onStart("java.util.ServiceLoader.load(Runnable.class).forEach(Runnable::run);");
        Bundle.of(main, library).in(plugins, "acme.a");
        PluginHost host = host();
        host.importModule("acme.a");
        assertEquals(List.of("acme.lib"), probe.said());
        assertEquals(List.of(), host.services(Runnable.class));
    }

    @Test
    @DisplayName("is known before it is imported")
    void knownBefore() {
        install(provider("acme.a", ""));
        assertEquals(List.of("java.lang.Runnable"), info(host(), "acme.a").provides());
    }

    @Test
    @DisplayName("includes a data directory of its own, the same from host to host")
    void dataDirectory() throws Exception {
        install(
                plugin(
                        "acme.a",
                        "java.nio.file.Files.writeString(context.dataDirectory().resolve(\"note\"), \"kept\", java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);"));
        host(builder -> builder.dataDirectory(data.resolve("new"))).importModule("acme.a");
        host(builder -> builder.dataDirectory(data.resolve("new"))).importModule("acme.a");
        assertEquals("keptkept", Files.readString(data.resolve("new/acme.a/note")));
    }

    @Test
    @DisplayName("includes no data directory unless the application sets one, and says how")
    void noDataDirectory() {
        install(plugin("acme.a", "context.dataDirectory();"));
        PluginStartException failure = assertThrows(PluginStartException.class, () -> host().importModule("acme.a"));
        assertTrue(failure.getMessage().contains("dataDirectory(path)"), failure.getMessage());
    }

    @Test
    @DisplayName("includes the plugin's own loader as context class loader, in start, constructors, stop and resources")
    void contextClassLoader() {
        String tell =
                "Probe.say(String.valueOf(Thread.currentThread().getContextClassLoader() == Main.class.getClassLoader()));";
        install(PluginSource.plugin("acme.a")
                .onStart(tell + " context.closeWithPlugin(() -> {" + tell + "});")
                .onStop(tell)
                .declares("provides java.lang.Runnable with acme.a.Job;")
                .source(
                        "acme.a.Job",
                        "public class Job implements Runnable { public Job() { " + tell + " } public void run() {} }")
                .probe(probe));
        PluginHost host = host();
        host.importModule("acme.a");
        host.close();
        assertEquals(List.of("true", "true", "true", "true"), probe.said());
    }

    @Test
    @DisplayName("includes a context that throws once the plugin has stopped")
    void contextAfterStop() {
        install(plugin("acme.a", "Probe.hand(\"context\", context);"));
        PluginHost host = host();
        host.importModule("acme.a");
        dev.pluginhost.plugin.PluginContext context = probe.take("context", dev.pluginhost.plugin.PluginContext.class);
        host.close();
        assertEquals("acme.a", context.name());
        assertThrows(IllegalStateException.class, () -> context.services(Runnable.class));
        assertThrows(IllegalStateException.class, () -> context.closeWithPlugin(() -> probe.said()));
    }

    @Test
    @DisplayName("includes resources that are closed when the start fails")
    void resourcesOfAFailedStart() {
        install(PluginSource.plugin("acme.a")
                .onStart("context.closeWithPlugin(() -> Probe.say(\"closed\")); throw new IllegalStateException();")
                .probe(probe));
        assertThrows(PluginStartException.class, () -> host().importModule("acme.a"));
        assertEquals(List.of("closed"), probe.said());
    }

    @Test
    @DisplayName("includes classes that are not exported, for who asks by name")
    void loadsClasses() throws Exception {
        install(plugin("acme.a"));
        ImportedModule module = host().importModule("acme.a");
        assertSame(module.module(), module.loadClass("acme.a.Main").getModule());
        assertThrows(ClassNotFoundException.class, () -> module.loadClass("acme.a.None"));
    }

    @Test
    @DisplayName("includes threads for late loads that may wait for imports")
    void importExecutor() {
        install(plugin("acme.a"));
        PluginHost host = host(builder -> builder.importThreads(1));
        CompletableFuture<String> loaded = CompletableFuture.supplyAsync(
                () -> host.importModule("acme.a").name() + " on "
                        + Thread.currentThread().getName(),
                host.importExecutor());
        assertTrue(get(loaded).startsWith("acme.a on pluginhost-load-"), get(loaded));
    }

    @Test
    @DisplayName("may be exported to one other plugin, which sees it although it is in another layer")
    void qualifiedExports() {
        Path a = install(plugin("acme.a")
                .declares("exports acme.a.secret to acme.b;")
                .source(
                        "acme.a.secret.Secret",
                        "public class Secret { public static String tell() { return \"psst\"; } }"));
        install(plugin("acme.b", "Probe.say(acme.a.secret.Secret.tell());")
                .requires("acme.a")
                .compiledAgainst(a));
        host().importModule("acme.b");
        assertEquals(List.of("started acme.a", "psst", "started acme.b"), probe.said());
    }

    @Test
    @DisplayName("is found too where its type is exported to friends only")
    void typeForFriends() {
        Path a = install(PluginSource.module("acme.a")
                .declares("exports acme.a.spi to acme.b; provides acme.a.spi.Tool with acme.a.Hammer;")
                .source("acme.a.spi.Tool", "public interface Tool { String use(); }")
                .source(
                        "acme.a.Hammer",
                        "public class Hammer implements acme.a.spi.Tool { public String use() { return \"bang\"; } }"));
        install(plugin("acme.b", "context.services(acme.a.spi.Tool.class).forEach(tool -> Probe.say(tool.use()));")
                .requires("acme.a")
                .compiledAgainst(a));
        host().importModule("acme.b");
        assertEquals(List.of("bang", "started acme.b"), probe.said());
    }

    @Test
    @DisplayName("is not started where its class is a Plugin but is not provided as one, which is logged")
    void pluginThatIsNotProvided() {
        install(PluginSource.module("acme.a")
                .requires("dev.pluginhost")
                .declares("provides java.lang.Runnable with acme.a.Both;")
                .source("acme.a.Both", """
                        public class Both implements dev.pluginhost.plugin.Plugin, Runnable {
                            public void start(dev.pluginhost.plugin.PluginContext context) {}
                            public void run() {}
                        }
                        """));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            host().importModule("acme.a");
            assertTrue(
                    log.messages().stream().anyMatch(message -> message.contains("does not provide it as one")),
                    log.messages()::toString);
        }
    }

    @Test
    @DisplayName("is warned of where it is another copy of the type that was asked for")
    void anotherCopyOfTheType() {
        Path api = PluginSource.module("dev.pluginhost.copy")
                .exports("dev.pluginhost.impl.namesake")
                .source("dev.pluginhost.impl.namesake.Service", "public interface Service {}")
                .jar(plugins);
        install(PluginSource.module("acme.a")
                .requires("dev.pluginhost.copy")
                .declares("provides dev.pluginhost.impl.namesake.Service with acme.a.Impl;")
                .source("acme.a.Impl", "public class Impl implements dev.pluginhost.impl.namesake.Service {}")
                .compiledAgainst(api));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            assertEquals(List.of(), get(host().importServices(dev.pluginhost.impl.namesake.Service.class)));
            assertTrue(
                    log.messages().stream().anyMatch(message -> message.contains("not the requested type")),
                    log.messages()::toString);
        }
    }
}
