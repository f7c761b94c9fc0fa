package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.Reasons;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.Damage;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A plugin that is there and broken")
class BrokenPluginTest extends HostFixture {

    @ParameterizedTest
    @ValueSource(strings = {"acme.weather.jar", "acme.weather-1.2.jar", "acme-weather-1.2.jar"})
    @DisplayName("is unreadable, known by its file's name where that is all that is known")
    void byFile(String file) throws Exception {
        Files.writeString(plugins.resolve(file), "no jar");
        PluginException failure = Reasons.thrown(Reason.UNREADABLE, () -> host().importModule("acme.weather"));
        assertTrue(failure.getMessage().contains("not a jar"), failure.getMessage());
        assertEquals(Optional.of(plugins.resolve(file)), failure.location());
    }

    @Test
    @DisplayName("is unreadable, known by its module's name where that can be read")
    void byModule() {
        Path jar = PluginSource.plugin("acme.weather")
                .declares("provides dev.pluginhost.plugin.EagerPlugin with acme.weather.Second;")
                .source(
                        "acme.weather.Second",
                        "public class Second implements dev.pluginhost.plugin.EagerPlugin { public void start(dev.pluginhost.plugin.PluginContext c) {} }")
                .jar(plugins, "some.jar");
        PluginException failure = Reasons.thrown(Reason.INVALID, () -> host().importModule("acme.weather"));
        assertTrue(failure.getMessage().contains("one timing"), failure.getMessage());
        assertEquals(Optional.of(jar), failure.location());
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.weather", "home"})
    @DisplayName("is unreadable for a library of its bundle, known by its module's and its directory's name")
    void bundle(String asked) throws Exception {
        Path bundle = Bundle.of(plugin("acme.weather")).in(plugins, "home-1.0");
        Damage.notAZip(bundle, "lib.jar");
        PluginException failure = Reasons.thrown(Reason.UNREADABLE, () -> host().importModule(asked));
        assertTrue(failure.getMessage().contains("lib.jar"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.a", "acme.b", "home"})
    @DisplayName("is ambiguous if its bundle is, under the name of each candidate and of its directory")
    void ambiguous(String asked) {
        Bundle.of(PluginSource.module("acme.a"), PluginSource.module("acme.b")).in(plugins, "home");
        PluginException failure = Reasons.thrown(Reason.AMBIGUOUS, () -> host().importModule(asked));
        assertTrue(failure.getMessage().contains("name the directory after it"), failure.getMessage());
    }

    @Test
    @DisplayName("is not told to be missing where another one requires it")
    void required() {
        Path jar = install(plugin("acme.weather"));
        install(plugin("acme.sensor").requires("acme.weather").compiledAgainst(jar));
        Damage.truncate(jar);
        PluginException failure = Reasons.thrown(Reason.MISSING, () -> host().importModule("acme.sensor"));
        assertTrue(
                failure.getMessage().contains("acme.weather, required by acme.sensor")
                        && failure.getMessage().contains("is installed but cannot be used"),
                failure.getMessage());
    }

    @Test
    @DisplayName("and that the application imports eagerly is one problem, not an unknown name too")
    void eager() throws Exception {
        Files.writeString(plugins.resolve("acme.weather.jar"), "no jar");
        PluginHost host = host(builder -> builder.eager("acme.weather"));
        assertEquals(1, host.check().size(), host.check()::toString);
        assertEquals(Reason.UNREADABLE, host.check().get(0).reason());
    }

    @Test
    @DisplayName("does not hide that another one is not there")
    void other() throws Exception {
        Files.writeString(plugins.resolve("acme.weather.jar"), "no jar");
        PluginNotFoundException failure =
                assertThrows(PluginNotFoundException.class, () -> host().importModule("acme.sensor"));
        assertFalse(failure.getMessage().contains("not a jar"), failure.getMessage());
    }
}
