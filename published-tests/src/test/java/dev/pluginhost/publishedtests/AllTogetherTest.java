package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportResult;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("All the published modules in one directory")
class AllTogetherTest extends DropIn {

    @Test
    @DisplayName("are all imported")
    void all() throws Exception {
        try (Stream<Path> published = Files.list(PUBLISHED)) {
            for (Path artifact : published.toList()) {
                copy(artifact, plugins);
            }
        }
        PluginHost host = host();
        List<String> names = host.plugins().stream().map(PluginInfo::name).toList();
        assertTrue(names.size() > 80, () -> names.size() + " are installed: " + names);
        Map<String, ImportResult> results = host.importAll(names).get();
        assertEquals(
                List.of(),
                results.values().stream()
                        .filter(result -> result.failure().isPresent())
                        .toList());
        assertEquals(names, List.copyOf(results.keySet()));
    }
}
