package dev.pluginhost.benchmarks.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyTest {

    @TempDir
    Path directory;

    private Tiny tiny;

    @BeforeEach
    void make() throws IOException {
        List<List<Integer>> required = List.of(List.of(), List.of(0), List.of(1, 0), List.of(2));
        tiny = Tiny.make(directory.resolve("plugins"), required.size(), required::get);
    }

    @Test
    @DisplayName("Each plugin is a module of its own name, which requires the given modules and provides a plugin")
    void modules() {
        Set<ModuleReference> modules = ModuleFinder.of(tiny.jars()).findAll();

        assertEquals(
                Set.copyOf(Tiny.names(4)),
                modules.stream().map(module -> module.descriptor().name()).collect(Collectors.toSet()));
        ModuleDescriptor last = ModuleFinder.of(tiny.jars())
                .find(Tiny.name(2))
                .map(ModuleReference::descriptor)
                .orElseThrow();
        assertEquals(
                new TreeSet<>(Set.of(Tiny.name(0), Tiny.name(1), "dev.pluginhost", "benchmark.api", "java.base")),
                last.requires().stream()
                        .map(ModuleDescriptor.Requires::name)
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertEquals(
                Set.of("dev.pluginhost.plugin.Plugin", "dev.pluginhost.benchmarks.api.Total"),
                last.provides().stream().map(ModuleDescriptor.Provides::service).collect(Collectors.toSet()));
    }

    @Test
    @DisplayName("A service is of one more than those of the plugins that its own requires come to")
    void values() {
        assertEquals(List.of(1L, 2L, 4L, 5L), tiny.values());
        assertEquals(7, tiny.sum(3));
    }
}
