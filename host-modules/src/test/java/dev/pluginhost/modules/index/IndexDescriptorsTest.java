package dev.pluginhost.modules.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.modules.index.Index.Declaration;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A declaration that was written into an index")
class IndexDescriptorsTest {

    @Test
    @DisplayName("is what it was, for every jar on the path of the tests")
    void jars() throws IOException {
        List<ModuleReference> modules = Stream.of("java.class.path", "jdk.module.path")
                .flatMap(path -> Stream.of(System.getProperty(path, "").split(File.pathSeparator, -1)))
                .filter(entry -> entry.endsWith(".jar"))
                .flatMap(jar -> modules(Path.of(jar)))
                .toList();
        assertTrue(modules.size() > 10, modules::toString);
        assertTrue(modules.stream().anyMatch(module -> module.descriptor().isAutomatic()));
        for (ModuleReference module : modules) {
            byte[] declaration = module.descriptor().isAutomatic() ? new byte[0] : declaration(module);
            survives(module.descriptor(), declaration);
        }
    }

    @Test
    @DisplayName("is what it was, for every module of the JDK")
    void jdk() throws IOException {
        for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
            byte[] declaration = declaration(module);
            survives(ModuleDescriptor.read(ByteBuffer.wrap(declaration)), declaration);
        }
    }

    @Test
    @DisplayName("is what it was, with all that can be known of a jar without one")
    void automatic() throws IOException {
        survives(
                ModuleDescriptor.newAutomaticModule("acme.auto")
                        .version("3")
                        .packages(Set.of("p", "q"))
                        .provides("a.Service", List.of("p.Provider", "p.First"))
                        .mainClass("q.Main")
                        .build(),
                new byte[0]);
    }

    @Test
    @DisplayName("has texts of any length and of any letters")
    void texts() throws IOException {
        ModuleDescriptor automatic = ModuleDescriptor.newAutomaticModule("a").build();
        for (String text : List.of("a pair \ud83d\ude00", "n".repeat(70_000))) {
            Declaration entry = new Declaration(text, text, automatic, new byte[0], 0, true);
            Declaration copy = Index.entries("source", Index.bytes("source", List.of(entry)))
                    .get(text);
            assertEquals(text, copy.looks());
        }
    }

    private static Stream<ModuleReference> modules(Path jar) {
        try {
            return ModuleFinder.of(jar).findAll().stream();
        } catch (FindException e) {
            return Stream.empty(); // it is no module
        }
    }

    private static byte[] declaration(ModuleReference module) throws IOException {
        try (ModuleReader reader = module.open();
                InputStream in = reader.open("module-info.class").orElseThrow()) {
            return in.readAllBytes();
        }
    }

    private void survives(ModuleDescriptor descriptor, byte[] declaration) throws IOException {
        Declaration entry = new Declaration("a.jar", "looks", descriptor, declaration, 1, true);
        Declaration copy =
                Index.entries("source", Index.bytes("source", List.of(entry))).get("a.jar");
        assertEquals(descriptor, copy.descriptor());
        assertEquals(descriptor.rawVersion(), copy.descriptor().rawVersion());
        assertEquals(descriptor.packages(), copy.descriptor().packages());
    }
}
