package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.scan.Fingerprint;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Plugins that pass on much of what they require")
class TransitiveRequiresTest {

    private static Resolution plugin(
            String name, List<String> libraries, Set<String> passedOn, List<Resolution> required) {
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name);
        for (Resolution prerequisite : required) {
            builder.requires(
                    passedOn.contains(prerequisite.name()) ? Set.of(Requires.Modifier.TRANSITIVE) : Set.of(),
                    prerequisite.name());
        }
        List<ModuleArtifact> own = new ArrayList<>();
        for (String library : libraries) {
            builder.requires(library);
            own.add(artifact(ModuleDescriptor.newModule(library).build()));
        }
        return Layers.resolve(
                new Candidate(artifact(builder.build()), own, Path.of("nowhere")), required.toArray(new Resolution[0]));
    }

    private static ModuleArtifact artifact(ModuleDescriptor descriptor) {
        return new ModuleArtifact(
                descriptor,
                Path.of("nowhere", descriptor.name() + ".jar"),
                false,
                new Fingerprint(Fingerprint.Type.FILE, 0, FileTime.fromMillis(0), null, null),
                0);
    }

    @Test
    @DisplayName("pass on no library that they do not require transitively, at random")
    void keepsLibrariesPrivate() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<Resolution> plugins = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Set<String> passedOn = new HashSet<>();
                List<Resolution> required = new ArrayList<>();
                for (int j = 0; j < i; j++) {
                    if (random.nextInt(8) == 0) {
                        required.add(plugins.get(j));
                        if (random.nextBoolean()) {
                            passedOn.add("p" + j);
                        }
                    }
                }
                List<String> libraries = random.nextInt(3) == 0 ? List.of("lib" + i) : List.of();
                Resolution plugin = plugin("p" + i, libraries, passedOn, required);
                plugins.add(plugin);
                for (ResolvedModule read : plugin.module().reads()) {
                    assertEquals(!read.name().startsWith("lib"), plugin.sees(read), read::toString);
                    assertTrue(!read.name().startsWith("lib") || read.name().equals("lib" + i), read::toString);
                    assertEquals(read.name().startsWith("p"), plugin.isOfPlugin(read), read::toString);
                }
            }
        }
    }

    @Test
    @DisplayName("are resolved in a graph of a hundred with twenty requirements each, bundles among them")
    void manyPlugins() {
        List<Resolution> plugins = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            List<Resolution> required = plugins.subList(Math.max(0, i - 20), i);
            Set<String> names = new HashSet<>();
            required.forEach(prerequisite -> names.add(prerequisite.name()));
            plugins.add(plugin("p" + i, i % 2 == 0 ? List.of("lib" + i) : List.of(), names, required));
        }
        Resolution last = plugins.get(99);
        assertTrue(last.isOfPlugin(plugins.get(0).module()));
        assertTrue(last.sees(plugins.get(0).module()));
    }
}
