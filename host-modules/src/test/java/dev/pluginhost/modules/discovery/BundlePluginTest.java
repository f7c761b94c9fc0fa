package dev.pluginhost.modules.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.modules.declaration.BundleModules;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.plugin.BackgroundPlugin;
import dev.pluginhost.plugin.EagerPlugin;
import dev.pluginhost.plugin.Plugin;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundlePluginTest {

    @ParameterizedTest
    @DisplayName("The one that provides a plugin type is the plugin")
    @ValueSource(classes = {Plugin.class, EagerPlugin.class, BackgroundPlugin.class})
    void onlyProvider(Class<?> type) {
        assertContenders("library", List.of(provider("plugin", type), module("library")), "plugin");
    }

    @Test
    @DisplayName("The directory settles it between several that provide a plugin")
    void severalProviders() {
        assertContenders("b-1.0", List.of(provider("a", Plugin.class), provider("b", Plugin.class)), "b");
    }

    @Test
    @DisplayName("Of several that provide a plugin, none is taken for not being required")
    void notRequired() {
        ModuleArtifact sensor = artifact(
                Artifact.declare("sensor").requires("weather").provides(Plugin.class.getName(), List.of("sensor.S")));
        assertContenders("home", List.of(sensor, provider("weather", Plugin.class)), "sensor", "weather");
    }

    @Test
    @DisplayName("Of several roots, the one that the directory is named after is the plugin")
    void severalRoots() {
        assertContenders("acme.b", List.of(module("acme.a"), module("acme.b"), module("acme.c")), "acme.b");
    }

    @ParameterizedTest
    @CsvSource({
        "acme.weather, acme.weather-1.2",
        "acme.weather, acme.weather-1.2-SNAPSHOT",
        "acme.weather, acme-weather",
        "acme.weather, acme_weather-3",
        "acme.my_weather, acme-my-weather-1",
        "acme.weather2d, acme-weather2d-1.0"
    })
    void theDirectoryMayHaveAVersionOrBeSpeltLikeAFile(String module, String directory) {
        assertContenders(directory, List.of(module("acme.other"), module(module)), module);
    }

    @Test
    @DisplayName("An automatic module is known by the same names")
    void automatic() {
        ModuleArtifact automatic = artifact(ModuleDescriptor.newAutomaticModule("sqlite.jdbc"));
        assertContenders("sqlite-jdbc-3.45.1", List.of(module("other"), automatic), "sqlite.jdbc");
    }

    @ParameterizedTest
    @DisplayName("A module that is named otherwise than its jar is known by the name of the jar, too")
    @ValueSource(strings = {"groovy-jsr223", "groovy-jsr223-5.0.7", "groovy_jsr223"})
    void jarsName(String directory) {
        ModuleArtifact plugin = new ModuleArtifact(
                ModuleDescriptor.newAutomaticModule("org.apache.groovy.jsr223").build(),
                Path.of("groovy-jsr223-5.0.7.jar"),
                false,
                new Fingerprint(Fingerprint.Type.FILE, 1, FileTime.fromMillis(0), null, null),
                0);
        assertContenders(directory, List.of(module("groovy"), plugin), "org.apache.groovy.jsr223");
    }

    @Test
    @DisplayName("The exact name goes before one that is only spelt like it")
    void exactFirst() {
        assertContenders("acme_weather", List.of(module("acme.weather"), module("acme_weather")), "acme_weather");
    }

    @Test
    @DisplayName("Two that are spelt like the directory are both contenders")
    void speltAlike() {
        assertContenders(
                "acme-weather",
                List.of(module("acme.weather"), module("acme_weather")),
                "acme.weather",
                "acme_weather");
    }

    @Test
    @DisplayName("A name that only begins like the directory is not meant")
    void onlyBegins() {
        assertContenders("acme", List.of(module("acme.a"), module("acme.b")), "acme.a", "acme.b");
    }

    @Test
    @DisplayName("Without any other hint, the only one that no other requires is the plugin")
    void onlyRoot() {
        assertContenders("home", List.of(module("lib"), requiring("engine", "lib"), requiring("top", "engine")), "top");
    }

    @Test
    @DisplayName("The only root goes before the one that the directory is named after")
    void onlyRootFirst() {
        assertContenders("rhino-1.7.15", List.of(module("rhino"), requiring("rhino.engine", "rhino")), "rhino.engine");
    }

    @Test
    @DisplayName("The directory's namesake is not meant if it is no root")
    void noRoot() {
        assertContenders("lib-1.0", List.of(module("lib"), requiring("x", "lib"), requiring("y", "lib")), "x", "y");
    }

    @Test
    @DisplayName("Of modules that require each other, the directory's namesake is the plugin")
    void cycle() {
        assertContenders("x-1", List.of(requiring("x", "y"), requiring("y", "x")), "x");
    }

    @ParameterizedTest
    @CsvSource({
        "lwjgl, lwjgl-3.3.3.jar, lwjgl-3.3.3-natives-linux.jar",
        "lwjgl-3.3.3, lwjgl-3.3.3.jar, lwjgl-3.3.3-natives-linux.jar",
        "any, lwjgl.jar, lwjgl-natives-linux.jar",
        "javacpp, javacpp-1.5.10.jar, javacpp-1.5.10-linux-x86_64.jar",
        "javacpp, javacpp.jar, javacpp-linux-x86_64.jar"
    })
    void aJarWithAClassifierIsNoRivalToItsJar(String directory, String jar, String natives) {
        assertContenders(
                directory,
                List.of(
                        inFile(Artifact.declare("org.natives").requires("org.main"), natives),
                        inFile(Artifact.declare("org.main"), jar)),
                "org.main");
        assertContenders(
                directory,
                List.of(inFile(Artifact.declare("org.natives"), natives), inFile(Artifact.declare("org.main"), jar)),
                "org.main");
    }

    @Test
    @DisplayName("A jar that is only named like another one has no classifier")
    void noClassifier() {
        assertContenders(
                "home",
                List.of(
                        inFile(Artifact.declare("rhino"), "rhino.jar"),
                        inFile(Artifact.declare("rhino.engine").requires("rhino"), "rhino-engine.jar")),
                "rhino.engine");
    }

    @Test
    @DisplayName("Several that no other requires are all contenders")
    void severalUnrequired() {
        assertContenders("home", List.of(module("lib"), requiring("x", "lib"), requiring("y", "lib")), "x", "y");
    }

    @Test
    @DisplayName("If all require each other, all are contenders")
    void allRequired() {
        assertContenders("home", List.of(requiring("x", "y"), requiring("y", "x")), "x", "y");
    }

    @Test
    @DisplayName("A module of the application does not compete with the bundle's own")
    void applicationsModule() {
        assertEquals(
                List.of("plugin"),
                names(BundleModules.contenders("home", List.of(module("plugin")), List.of(module("api")))));
    }

    @Test
    @DisplayName("If the application has the module that the directory is named after, no library is taken for it")
    void applicationsNamesake() {
        assertEquals(
                List.of("weather"),
                names(BundleModules.contenders("weather-1.0", List.of(module("lib")), List.of(module("weather")))));
    }

    @Test
    @DisplayName("If the application has the module that provides the plugin, no library is taken for it")
    void applicationsProvider() {
        assertEquals(
                List.of("weather"),
                names(BundleModules.contenders(
                        "home", List.of(module("lib")), List.of(provider("weather", Plugin.class)))));
    }

    @Test
    @DisplayName("If the application has the module that no other requires, no library is taken for it")
    void applicationsRoot() {
        assertEquals(
                List.of("weather"),
                names(BundleModules.contenders("home", List.of(module("lib")), List.of(requiring("weather", "lib")))));
    }

    @Test
    @DisplayName("If the application has all modules, none of the bundle's own is left")
    void applicationsAll() {
        assertEquals(
                List.of("top"),
                names(BundleModules.contenders("home", List.of(), List.of(module("lib"), requiring("top", "lib")))));
    }

    private static void assertContenders(String directory, List<ModuleArtifact> modules, String... names) {
        assertEquals(List.of(names), names(BundleModules.contenders(directory, modules, List.of())));
    }

    private static List<String> names(List<ModuleArtifact> modules) {
        return modules.stream().map(ModuleArtifact::name).toList();
    }

    private static ModuleArtifact module(String name) {
        return artifact(Artifact.declare(name));
    }

    private static ModuleArtifact requiring(String name, String required) {
        return artifact(Artifact.declare(name).requires(required));
    }

    private static ModuleArtifact provider(String name, Class<?> type) {
        return artifact(Artifact.declare(name).provides(type.getName(), List.of(name + ".P")));
    }

    private static ModuleArtifact artifact(ModuleDescriptor.Builder declaration) {
        return inFile(declaration, declaration.build().name() + ".jar");
    }

    private static ModuleArtifact inFile(ModuleDescriptor.Builder declaration, String file) {
        Fingerprint fingerprint = new Fingerprint(Fingerprint.Type.FILE, 1, FileTime.fromMillis(0), null, null);
        return new ModuleArtifact(declaration.build(), Path.of(file), false, fingerprint, 0);
    }
}
