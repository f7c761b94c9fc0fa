package dev.pluginhost.modules.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.plugin.Plugin;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The note of a module that the application has too")
class ApplicationModulesTest {

    @TempDir
    private Path temp;

    @Test
    @DisplayName("names both versions, and where the application's is")
    void versions() throws IOException {
        Artifact.module("lib", "1.2").jar(temp.resolve("lib.jar"));
        note("lib 1.2", temp.resolve("lib.jar").toString(), "(version 3 in file:/app/lib.jar)", "; remove it");
    }

    @Test
    @DisplayName("names both versions of a library of a bundle")
    void library() throws IOException {
        Artifact.plugin("plugin", Plugin.class).jar(temp.resolve("home/plugin.jar"));
        Artifact.module("lib", "1.2").jar(temp.resolve("home/lib.jar"));
        note("lib 1.2", "the bundle home", "(version 3 in file:/app/lib.jar)", "; remove it");
    }

    @Test
    @DisplayName("says of a plugin that the host does not start it, and not to remove it")
    void plugin() throws IOException {
        Artifact.plugin("lib", Plugin.class).explode(temp.resolve("classes"));
        Problem note = note("lib in ", "neither starts nor unloads", "; take it off the application's module path");
        assertFalse(note.message().contains("remove"), note.message());
    }

    @Test
    @DisplayName("says of a bundle's plugin that the host does not start it, and not to remove it")
    void bundle() throws IOException {
        Artifact.plugin("lib", Plugin.class).jar(temp.resolve("home/plugin.jar"));
        Problem note = note("(version 3 in file:/app/lib.jar)", "neither starts nor unloads", "; take it off");
        assertFalse(note.message().contains("remove"), note.message());
    }

    @Test
    @DisplayName("is of the nearer one, if two layers of the application have it")
    void nearer() throws IOException {
        Artifact.module("lib", "1").jar(temp.resolve("far/lib.jar"));
        Artifact.module("lib", "2").jar(temp.resolve("near/lib.jar"));
        Configuration far = resolve(ModuleLayer.boot().configuration(), "far");
        Application application = Application.ofLayer(ModuleLayer.boot(), ClassLoader.getSystemClassLoader());
        ApplicationModules modules = new ApplicationModules(resolve(far, "near"), application, Set::of);
        assertEquals("2", modules.find("lib").rawVersion().orElseThrow());
    }

    private Configuration resolve(Configuration parent, String directory) {
        return Configuration.resolve(
                ModuleFinder.of(temp.resolve(directory)), List.of(parent), ModuleFinder.of(), Set.of("lib"));
    }

    private Problem note(String... parts) {
        Discovered discovered = Scan.of(Set.of("lib"), new Source(temp, false));
        return Expect.onlyProblem(discovered, Severity.NOTE, Reason.APPLICATION_HAS_IT, parts);
    }
}
