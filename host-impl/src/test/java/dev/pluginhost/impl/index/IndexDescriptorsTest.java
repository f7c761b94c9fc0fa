package dev.pluginhost.impl.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.impl.index.Index.Entry;
import java.io.File;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Version;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A declaration that was written down")
class IndexDescriptorsTest {

    @Test
    @DisplayName("is what it was, for every jar on the path of the tests")
    void jars() throws IOException {
        List<ModuleDescriptor> descriptors = Stream.of("java.class.path", "jdk.module.path")
                .flatMap(path -> Stream.of(System.getProperty(path, "").split(File.pathSeparator, -1)))
                .filter(entry -> entry.endsWith(".jar"))
                .flatMap(jar -> descriptors(Path.of(jar)))
                .toList();
        assertTrue(descriptors.size() > 10, descriptors::toString);
        assertTrue(descriptors.stream().anyMatch(ModuleDescriptor::isAutomatic));
        for (ModuleDescriptor descriptor : descriptors) {
            survives(descriptor);
        }
    }

    @Test
    @DisplayName("is what it was, for every module of the JDK")
    void jdk() throws IOException {
        for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
            survives(module.descriptor());
        }
    }

    @Test
    @DisplayName("is what it was, with all that a declaration can say")
    void everything() throws IOException {
        survives(ModuleDescriptor.newModule("acme.all", Set.of(ModuleDescriptor.Modifier.SYNTHETIC))
                .version("1.0-beta+7")
                .mainClass("acme.all.Main")
                .requires(Set.of(Requires.Modifier.TRANSITIVE, Requires.Modifier.STATIC), "a", Version.parse("2"))
                .requires(Set.of(), "b")
                .exports(Set.of(Exports.Modifier.SYNTHETIC), "acme.all", Set.of("b", "c"))
                .exports("acme.all.api")
                .opens(Set.of(Opens.Modifier.MANDATED), "acme.all.deep", Set.of("b"))
                .opens("acme.all.wide")
                .uses("a.Service")
                .provides("a.Other", List.of("acme.all.Second", "acme.all.First"))
                .packages(Set.of("acme.all.hidden"))
                .build());
        survives(ModuleDescriptor.newOpenModule("acme.\u00f6pen")
                .packages(Set.of("acme.\u00f6pen"))
                .build());
        survives(ModuleDescriptor.newAutomaticModule("acme.auto")
                .version("3")
                .packages(Set.of("p", "q"))
                .provides("a.Service", List.of("p.Provider"))
                .mainClass("q.Main")
                .build());
    }

    @Test
    @DisplayName("is left out if it could not be read as it is")
    void unreadable() {
        ModuleDescriptor descriptor = ModuleDescriptor.newModule("a").build();
        assertFalse(IndexFile.canHold(new Entry("half a pair \ud800", "", descriptor, 0)));
        assertTrue(IndexFile.canHold(new Entry("a pair \ud83d\ude00", "", descriptor, 0)));
    }

    private static Stream<ModuleDescriptor> descriptors(Path jar) {
        try {
            return ModuleFinder.of(jar).findAll().stream().map(ModuleReference::descriptor);
        } catch (FindException e) {
            return Stream.empty(); // no module to anybody
        }
    }

    private static void survives(ModuleDescriptor descriptor) throws IOException {
        IndexWriter out = new IndexWriter();
        out.entries(List.of(new Entry("a.jar", "", descriptor, 1)));
        ModuleDescriptor copy =
                new IndexReader(ByteBuffer.wrap(out.bytes())).entries().get(0).descriptor();
        assertEquals(descriptor, copy);
        assertEquals(descriptor.rawVersion(), copy.rawVersion());
    }
}
