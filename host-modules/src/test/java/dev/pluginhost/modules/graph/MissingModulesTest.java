package dev.pluginhost.modules.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.discovery.Discovered;
import dev.pluginhost.modules.discovery.Scan;
import dev.pluginhost.modules.scan.Fingerprint;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The message of a missing module")
class MissingModulesTest {

    private static final ApplicationModules APPLICATION = new ApplicationModules(
            Configuration.empty().resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), Set.of("java.base")),
            Scan.NO_CLASS_PATH,
            Set::of);

    private static ModuleArtifact artifact(String name, String file, String... requires) {
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name);
        for (String required : requires) {
            builder.requires(required);
        }
        return artifact(builder.build(), file);
    }

    private static ModuleArtifact artifact(ModuleDescriptor descriptor, String file) {
        return new ModuleArtifact(
                descriptor,
                Path.of(file),
                false,
                new Fingerprint(Fingerprint.Type.FILE, 1, FileTime.fromMillis(0), null, null),
                0);
    }

    private static Candidate jar(String... requires) {
        return new Candidate(artifact("acme.a", "acme.jar", requires), List.of(), Path.of("acme.jar"));
    }

    private static Candidate bundle(String... requires) {
        return new Candidate(
                artifact("acme.a", "acme/acme.jar", requires),
                List.of(artifact("acme.lib", "acme/lib.jar")),
                Path.of("acme"));
    }

    private static List<Problem> problems(Candidate candidate) {
        return PluginGraph.of(
                        new Discovered(Map.of(candidate.name(), candidate), Map.of(), List.of(), Map.of()),
                        APPLICATION,
                        new Wishes(Map.of(), Map.of(), List.of()),
                        VersionPolicy.REFUSE)
                .problems();
    }

    private static Problem only(Candidate candidate) {
        List<Problem> problems = problems(candidate);
        assertEquals(1, problems.size(), problems::toString);
        return problems.get(0);
    }

    private static String message(Candidate candidate) {
        return only(candidate).message();
    }

    private static void says(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), () -> part + " is not in: " + message);
        }
    }

    @Test
    @DisplayName("proposes a bundle first where a single jar requires it")
    void jar() {
        says(
                message(jar("acme.lib")),
                "; put it into one directory with the plugin (a bundle), or install it as a plugin");
    }

    @Test
    @DisplayName("proposes the bundle that there is")
    void bundle() {
        says(message(bundle("acme.other")), "; put it into the bundle, or install it as a plugin");
    }

    @ParameterizedTest
    @CsvSource({
        "java.activation, com.sun.activation:javax.activation:1.2.0",
        "java.xml.bind, jakarta.xml.bind:jakarta.xml.bind-api:2.3.3",
        "java.xml.ws, jakarta.xml.ws:jakarta.xml.ws-api:2.3.3",
        "java.corba, org.glassfish.corba:glassfish-corba-omgapi:4.2.4",
        "java.transaction, javax.transaction:javax.transaction-api:1.3",
        "java.xml.ws.annotation, javax.annotation:javax.annotation-api:1.3.2",
        "jdk.scripting.nashorn, org.openjdk.nashorn:nashorn-core",
        "javafx.controls, org.openjfx:javafx-controls"
    })
    @DisplayName("names the artifact of what left the JDK, and where to put it")
    void left(String module, String artifact) {
        String jar = message(jar(module));
        says(
                jar,
                module,
                "required by acme.a",
                "left the JDK in",
                artifact,
                "into one directory with the plugin (a bundle)");
        assertFalse(jar.contains("--add-modules"), jar);
        says(message(bundle(module)), artifact, "into the bundle");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.se.ee", "java.jnlp", "jdk.pack", "jdk.rmic"})
    @DisplayName("proposes another build where nothing replaces what left the JDK")
    void gone(String module) {
        says(message(jar(module)), "left the JDK in", "; get a build of acme.a that does not require it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.mail", "java.annotation", "java.persistence"})
    @DisplayName("does not take a published API for a part of the JDK")
    void published(String module) {
        String message = message(jar(module));
        says(message, module + " not found", "; put it into one directory");
        assertFalse(message.contains("make the image"), message);
    }

    private static Candidate bundleOf(ModuleArtifact plugin, ModuleArtifact... libraries) {
        return new Candidate(plugin, List.of(libraries), Path.of("acme"));
    }

    @Test
    @DisplayName("names a module of the JDK that a library of a bundle requires, once and as a warning, with the cure")
    void ofTheJdkForALibrary() {
        Problem problem = only(bundleOf(
                artifact("acme.a", "acme/acme.jar"),
                artifact("acme.first", "acme/first.jar", "jdk.dynalink", "java.base"),
                artifact("acme.second", "acme/second.jar", "jdk.dynalink")));

        assertEquals(Problem.Severity.WARNING, problem.severity());
        assertEquals(Reason.MISSING, problem.reason());
        assertEquals(
                "Module jdk.dynalink, required by acme.first in the bundle of plugin acme.a (acme), is in the run-time image but"
                        + " not resolved in the application's layer; the operator has to add --add-modules jdk.dynalink to the"
                        + " application's start line, or its developer \"requires jdk.dynalink\" to its module-info.java",
                problem.message());
    }

    @Test
    @DisplayName("says of what a library requires that it is to be in the image, or has left the JDK")
    void ofAnotherJdkForALibrary() {
        says(
                message(bundleOf(
                        artifact("acme.a", "acme/acme.jar"), artifact("acme.lib", "acme/lib.jar", "jdk.nowhere"))),
                "required by acme.lib in the bundle of plugin acme.a (acme)",
                "; add it to the image: make that by jlink with --add-modules jdk.nowhere and, unless the application"
                        + " requires it, with \"--add-options= --add-modules=jdk.nowhere\"");
        says(
                message(bundleOf(
                        artifact("acme.a", "acme/acme.jar"), artifact("acme.lib", "acme/lib.jar", "java.xml.bind"))),
                "left the JDK in 11; put jakarta.xml.bind",
                "into the bundle");
    }

    @Test
    @DisplayName("says who has to change what if a module of the JDK is not resolved, and proposes all of Java SE")
    void ofJavaSe() {
        says(
                message(jar("java.sql")),
                "Module java.sql, required by acme.a (acme.jar), is in the run-time image but not resolved",
                "; the operator has to add --add-modules java.sql to the application's start line"
                        + " (or --add-modules java.se, which has all of Java SE), or its developer \"requires java.sql\" to"
                        + " its module-info.java");
    }

    @Test
    @DisplayName("is not written for what a library may require without having it")
    void notForALibrary() {
        ModuleDescriptor optional = ModuleDescriptor.newModule("acme.optional")
                .requires(Set.of(ModuleDescriptor.Requires.Modifier.STATIC), "jdk.dynalink")
                .build();
        assertEquals(
                List.of(),
                problems(bundleOf(
                        artifact("acme.a", "acme/acme.jar"),
                        artifact(optional, "acme/optional.jar"),
                        artifact("acme.lib", "acme/lib.jar", "acme.other", "java.xml.bind"),
                        artifact("java.xml.bind", "acme/java.xml.bind.jar"))));
    }

    @Test
    @DisplayName("is not written twice if the plugin requires the same module")
    void requiredByThePluginToo() {
        ModuleArtifact plugin = artifact("acme.a", "acme/acme.jar", "jdk.dynalink");
        Problem problem = only(bundleOf(plugin, artifact("acme.lib", "acme/lib.jar", "jdk.dynalink")));
        assertEquals(Problem.Severity.ERROR, problem.severity());
        says(problem.message(), "required by acme.a (acme)");
    }
}
