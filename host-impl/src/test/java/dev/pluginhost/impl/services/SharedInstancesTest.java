package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginSource;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Two plugins that provide the same instance")
class SharedInstancesTest extends HostFixture {

    private PluginHost host;

    @BeforeEach
    void importBoth() {
        install(gives(gives(plugin("acme.b"), "acme.b.P", "naturalOrder"), "acme.b.Q", "reverseOrder")
                .declares("provides java.util.Comparator with acme.b.P, acme.b.Q"));
        install(gives(plugin("acme.a"), "acme.a.P", "naturalOrder")
                .declares("provides java.util.Comparator with acme.a.P"));
        host = host();
        host.importModule("acme.b");
        host.importModule("acme.a");
    }

    private static PluginSource gives(PluginSource source, String provider, String order) {
        return source.source(provider, """
                @SuppressWarnings("rawtypes")
                public class %s {
                    public static java.util.Comparator provider() { return java.util.Comparator.%s(); }
                }
                """.formatted(provider.substring(provider.lastIndexOf('.') + 1), order));
    }

    @Test
    @DisplayName("each take their own away when they leave, in whatever order")
    void ownOnly() {
        get(host.unload("acme.a"));
        assertEquals(List.of(Comparator.naturalOrder(), Comparator.reverseOrder()), host.services(Comparator.class));
        assertTrue(get(host.unload("acme.b")).isClean());
        assertEquals(List.of(), host.services(Comparator.class));
    }

    @Test
    @DisplayName("do not keep each other alive by a list that somebody keeps")
    void keptList() {
        List<?> kept = host.services(Comparator.class);
        assertTrue(get(host.unload("acme.a")).isClean());
        assertTrue(get(host.unload("acme.b")).isClean());
        assertEquals(3, kept.size());
    }
}
