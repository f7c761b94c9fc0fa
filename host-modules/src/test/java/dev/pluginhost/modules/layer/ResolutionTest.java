package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolutionTest {

    @TempDir
    Path directory;

    /** A module's declaration; a name that follows "transitive" or "static" is required so. */
    private static ModuleDescriptor module(String name, String... requires) {
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name);
        builder.requires(Set.of(Requires.Modifier.MANDATED), "java.base");
        for (String required : requires) {
            String[] words = required.split(" ", 2);
            if (words.length == 1) {
                builder.requires(required);
            } else {
                builder.requires(Set.of(Requires.Modifier.valueOf(words[0].toUpperCase(Locale.ROOT))), words[1]);
            }
        }
        return builder.build();
    }

    private static ModuleDescriptor automatic(String name) {
        return ModuleDescriptor.newAutomaticModule(name).build();
    }

    private static ModuleArtifact artifact(ModuleDescriptor descriptor) {
        Path file = Path.of("nowhere", descriptor.name() + ".jar");
        return new ModuleArtifact(
                descriptor,
                file,
                false,
                new Fingerprint(Fingerprint.Type.FILE, 0, FileTime.fromMillis(0), null, null),
                0);
    }

    private static Resolution plugin(ModuleDescriptor plugin, Resolution... prerequisites) {
        return bundle(plugin, List.of(), prerequisites);
    }

    private static Resolution bundle(
            ModuleDescriptor plugin, List<ModuleDescriptor> libraries, Resolution... prerequisites) {
        List<ModuleArtifact> artifacts =
                libraries.stream().map(ResolutionTest::artifact).toList();
        return Layers.resolve(new Candidate(artifact(plugin), artifacts, Path.of("nowhere")), prerequisites);
    }

    private static ResolvedModule read(Resolution by, String name) {
        return by.module().reads().stream()
                .filter(module -> module.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> own(Resolution resolution) {
        return resolution.configuration().modules().stream()
                .map(ResolvedModule::name)
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("A required plugin is read and not a private library of that name")
    void required() {
        Resolution library = plugin(module("acme.lib"));
        Resolution holder = bundle(module("acme.y", "acme.lib"), List.of(module("acme.lib")));
        ModuleDescriptor user = module("acme.x", "acme.y", "acme.lib");

        assertSame(
                library.configuration(),
                read(plugin(user, library, holder), "acme.lib").configuration());
        assertSame(
                library.configuration(),
                read(plugin(user, holder, library), "acme.lib").configuration());
    }

    @Test
    @DisplayName("A plugin that is optionally required is read and not a private library of that name")
    void optionallyRequired() {
        Resolution library = plugin(module("acme.lib"));
        Resolution holder = bundle(module("acme.y", "acme.lib"), List.of(module("acme.lib")));

        Resolution user = plugin(module("acme.x", "acme.y", "static acme.lib"), holder, library);

        assertSame(library.configuration(), read(user, "acme.lib").configuration());
    }

    @Test
    @DisplayName("A shared module is followed past a private namesake behind another prerequisite")
    void shared() {
        Resolution library = plugin(module("acme.lib"));
        Resolution holder = bundle(module("acme.holder", "acme.lib"), List.of(module("acme.lib")));
        Resolution behind = plugin(module("acme.behind", "acme.holder", "acme.lib"), library, holder);
        Resolution middle = plugin(module("acme.middle", "acme.behind", "transitive acme.lib"), behind, library);

        Resolution user = plugin(module("acme.user", "acme.middle"), middle);

        assertSame(library.configuration(), read(user, "acme.lib").configuration());
    }

    @Test
    @DisplayName("Prerequisites that hide each other's modules are refused by name")
    void hidden() {
        Resolution one = bundle(module("acme.one", "acme.two"), List.of(module("acme.two")));
        Resolution two = bundle(module("acme.two", "acme.one"), List.of(module("acme.one")));

        ResolutionException failure = assertThrows(
                ResolutionException.class, () -> plugin(module("acme.x", "acme.one", "acme.two"), one, two));

        assertTrue(
                failure.getMessage().startsWith("Plugin acme.x cannot require [acme.one, acme.two] together"),
                failure::getMessage);
    }

    @Test
    @DisplayName("The bundle's own library is preferred to a shared one of a prerequisite")
    void ownFirst() {
        Resolution shared = plugin(module("acme.lib"));
        Resolution user = bundle(module("acme.x", "acme.lib"), List.of(module("acme.lib")), shared);

        assertSame(user.standIns().get("acme.lib"), read(user, "acme.lib").configuration());
    }

    @Test
    @DisplayName("Of a bundle, only the plugin is resolved, and a stand-in for each library that it requires")
    void standIns() {
        Resolution user = bundle(
                module("acme.x", "acme.lib"),
                List.of(
                        module("acme.lib", "acme.nowhere", "transitive acme.api", "transitive acme.gone"),
                        automatic("acme.api"),
                        module("acme.other")));

        assertEquals(Set.of("acme.x"), own(user));
        assertEquals(Set.of("acme.lib", "acme.api"), user.standIns().keySet());
        assertFalse(read(user, "acme.api").reference().descriptor().isAutomatic());
    }

    @Test
    @DisplayName("A package that is read from elsewhere or is in two libraries is exported once")
    void exportedOnce() {
        ModuleDescriptor one = exporting("acme.one", "acme.x", "java.sql", "acme.both", "acme.only");
        ModuleDescriptor two = exporting("acme.two", "acme.both", "acme.more", "acme.api");
        Resolution api = plugin(exporting("acme.api", "acme.api"));
        ModuleDescriptor user = ModuleDescriptor.newModule("acme.x")
                .requires("acme.api")
                .requires("acme.one")
                .requires("acme.two")
                .packages(Set.of("acme.x"))
                .build();

        Resolution resolution = bundle(user, List.of(one, two), api);

        assertEquals(Set.of("acme.both", "acme.more", "acme.only"), exported(resolution, "acme.one", "acme.two"));
    }

    @Test
    @DisplayName("What is exported does not depend on the order of a set")
    void order() {
        String ofApplication = "dev.pluginhost";
        List<ModuleDescriptor> libraries = new ArrayList<>();
        ModuleDescriptor.Builder user = ModuleDescriptor.newModule("acme.x");
        for (int i = 9; i > 0; i--) {
            libraries.add(exporting("acme.lib" + i, "acme.both", ofApplication));
            user.requires("acme.lib" + i);
        }
        libraries.add(module("acme.passing", "transitive " + ofApplication));
        user.requires("acme.passing").requires("java.base").packages(Set.of("acme.x"));

        Resolution resolution = bundle(user.build(), libraries);

        assertSame(
                Layers.APPLICATION.configuration(),
                read(resolution, ofApplication).configuration());
        assertEquals(Set.of("acme.both"), exported(resolution, "acme.lib1"));
    }

    @Test
    @DisplayName("An optional requirement does not mean a private library of another plugin")
    void optional() {
        Resolution holder = bundle(module("acme.y", "acme.lib"), List.of(exporting("acme.lib", "acme.lib")));
        ModuleDescriptor user = ModuleDescriptor.newModule("acme.x")
                .requires("acme.y")
                .requires(Set.of(Requires.Modifier.STATIC), "acme.lib")
                .opens("acme.lib.open")
                .packages(Set.of("acme.lib"))
                .version("1.5")
                .build();

        ResolvedModule module = plugin(user, holder).module();

        assertFalse(module.reads().stream().anyMatch(read -> read.name().equals("acme.lib")));
        ModuleDescriptor descriptor = module.reference().descriptor();
        assertEquals(user.opens(), descriptor.opens());
        assertEquals(user.packages(), descriptor.packages());
        assertEquals(user.version(), descriptor.version());
    }

    @Test
    @DisplayName("An optional requirement means a library that another plugin passes on")
    void passedOn() {
        Resolution holder = bundle(module("acme.y", "transitive acme.lib"), List.of(exporting("acme.lib", "acme.lib")));

        Resolution user = plugin(module("acme.x", "acme.y", "static acme.lib"), holder);

        assertSame(holder.standIns().get("acme.lib"), read(user, "acme.lib").configuration());
    }

    private static ModuleDescriptor exporting(String name, String... packages) {
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name);
        for (String each : packages) {
            builder.exports(each);
        }
        return builder.build();
    }

    private static Set<String> exported(Resolution resolution, String... libraries) {
        Set<String> exported = new HashSet<>();
        for (String library : libraries) {
            read(resolution, library)
                    .reference()
                    .descriptor()
                    .exports()
                    .forEach(exports -> assertTrue(exported.add(exports.source()), exports::source));
        }
        return exported;
    }

    @Test
    @DisplayName("A missing module is named with the module that requires it")
    void missing() {
        FindException failure = assertThrows(FindException.class, () -> plugin(module("acme.x", "acme.gone")));

        assertEquals(
                "Module acme.gone not found, required by acme.x ("
                        + Path.of("nowhere", "acme.x.jar")
                        + " of plugin acme.x); put it into one directory with the plugin (a bundle)",
                failure.getMessage());
    }

    @Test
    @DisplayName("The application's module is read, and not a private module of that name of a prerequisite")
    void applications() {
        Resolution holder = bundle(module("acme.y", "java.sql"), List.of(module("java.sql")));

        Resolution user = plugin(module("acme.x", "acme.y", "java.sql"), holder);

        assertSame(Layers.APPLICATION.configuration(), read(user, "java.sql").configuration());
    }

    @Test
    @DisplayName("A caller that asks the configuration for a reader opens the module itself")
    void reader() throws IOException {
        Path jar = PluginSource.module("acme.x").jar(directory);
        ModuleReference reference = reference(jar);

        try (ModuleReader reader = reference.open()) {
            assertTrue(reader.find("module-info.class").isPresent());
        }

        assertEquals(Optional.of(jar.toUri()), reference.location());
        if (OpenFiles.canBeCounted()) {
            assertEquals(0, OpenFiles.below(directory));
        }
    }

    @Test
    @DisplayName("A caller that asks for a reader of a file that is gone or broken gets an IOException")
    void brokenReader() throws IOException {
        Path jar = PluginSource.module("acme.x").jar(directory);
        ModuleReference reference = reference(jar);

        Files.writeString(jar, "no jar");
        assertTrue(assertThrows(IOException.class, reference::open).getMessage().contains(jar.toString()));
        Files.delete(jar);
        assertThrows(NoSuchFileException.class, reference::open);
    }

    private static ModuleReference reference(Path jar) {
        return Layers.resolve(Layers.candidate(jar)).module().reference();
    }
}
