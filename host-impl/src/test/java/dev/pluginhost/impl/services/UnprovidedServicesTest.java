package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A service that is asked for and that no plugin provides")
class UnprovidedServicesTest extends HostFixture {

    private static final String FACT = "installed plugins provides java.util.concurrent.Callable";

    private String said(PluginHost host) throws InterruptedException {
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            assertEquals(List.of(), get(host.importServices(Callable.class)));
            LogRecord record = log.await(FACT);
            assertEquals(Level.INFO, record.getLevel());
            return record.getMessage();
        }
    }

    @Test
    @DisplayName("is logged with the number of plugins")
    void none() throws InterruptedException {
        install(plugin("acme.a"));
        install(plugin("acme.b"));
        assertEquals(
                "None of the 2 installed plugins provides java.util.concurrent.Callable, wanted by importServices;"
                        + " install one, or add \"provides java.util.concurrent.Callable with <class>\" to its declaration",
                said(host()));
    }

    @Test
    @DisplayName("is logged with the plugin that provides another type of that simple name")
    void another() throws InterruptedException {
        install(PluginSource.module("acme.a")
                .source("acme.a.Callable", "public interface Callable {}")
                .source("acme.a.C", "public class C implements Callable {}")
                .declares("provides acme.a.Callable with acme.a.C;"));
        String said = said(host());
        assertTrue(said.endsWith("; did you mean another type: acme.a provides acme.a.Callable?"), said);
    }

    @Test
    @DisplayName("is logged with the artifacts that cannot be used, as one of them may provide it")
    void broken() throws IOException, InterruptedException {
        Files.writeString(plugins.resolve("acme.broken.jar"), "no jar");
        String said = said(host());
        assertTrue(said.contains("check() says why") && said.contains("acme.broken.jar"), said);
    }

    @Test
    @DisplayName("is logged with the disabled plugins that provide it")
    void disabled() throws InterruptedException {
        install(PluginSource.module("acme.a")
                .source(
                        "acme.a.C",
                        "public class C implements java.util.concurrent.Callable<String> { public String call() { return \"\"; } }")
                .declares("provides java.util.concurrent.Callable with acme.a.C;"));
        String said = said(host(builder -> builder.disabled("acme.a")));
        assertTrue(said.endsWith(", except disabled ones (acme.a); enable one of them"), said);
    }

    @Test
    @DisplayName("is logged once, and again when the sources have been read again")
    void once() throws InterruptedException {
        install(plugin("acme.a"));
        PluginHost host = host();
        said(host);
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            get(host.importServices(Callable.class));
            get(host.importServices(java.util.function.Supplier.class));
            log.await("java.util.function.Supplier");
            assertEquals(List.of(), log.messages(FACT));
        }
        host.refresh();
        said(host);
    }

    @Test
    @DisplayName("is logged for the first 1,000 services, each once")
    void atMostThousand() throws InterruptedException {
        install(plugin("acme.a"));
        PluginHost host = host();
        List<Class<?>> services = new ArrayList<>();
        for (Class<?> first : List.of(int.class, long.class, short.class, byte.class, char.class)) {
            Class<?> array = first;
            for (int dimensions = 0; dimensions < 201; dimensions++) {
                array = array.arrayType();
                services.add(array);
            }
        }
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            for (int round = 0; round < 2; round++) {
                for (Class<?> service : services) {
                    get(host.importServices(service));
                }
            }
            assertTrue(Thrown.awaitLogged(Duration.ofSeconds(30)));
            assertEquals(1_000, log.messages("wanted by importServices").size());
        }
    }
}
