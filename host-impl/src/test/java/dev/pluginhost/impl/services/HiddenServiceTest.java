package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginSource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A provider of a type that is exported to nobody is not made")
class HiddenServiceTest extends HostFixture {

    @Test
    @DisplayName("though its module is open")
    void openModule() {
        notMade(hidden().open());
    }

    @Test
    @DisplayName("though its package is opened")
    void openedPackage() {
        notMade(hidden().declares("opens acme.o.hidden;"));
    }

    private PluginSource hidden() {
        return plugin("acme.o")
                .source("acme.o.hidden.S", "public interface S {}")
                .source("acme.o.hidden.P", "public class P implements S { public P() { acme.o.Out.say(); } }")
                .source("acme.o.Out", "public class Out { public static void say() { Probe.say(\"made\"); } }")
                .declares("provides acme.o.hidden.S with acme.o.hidden.P;");
    }

    private void notMade(PluginSource source) {
        install(source);
        host().importModule("acme.o");
        assertEquals(List.of("started acme.o"), probe.said());
    }
}
