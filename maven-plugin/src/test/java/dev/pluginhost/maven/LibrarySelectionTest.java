package dev.pluginhost.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.maven.LibrarySelection.Brought;
import java.util.List;
import java.util.Map;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Of the dependencies, a bundle")
class LibrarySelectionTest {

    private static final Map<String, Brought> NOTHING = Map.of();

    @Test
    @DisplayName("takes those of the scopes compile and runtime, in their order")
    void takes() {
        LibrarySelection selection =
                select(NOTHING, artifact("z", "compile"), artifact("a", "runtime"), artifact("m", null));

        assertEquals(List.of("z", "a", "m"), taken(selection));
        assertEquals(List.of(), reasons(selection));
    }

    @Test
    @DisplayName("leaves out those of other scopes")
    void scopes() {
        LibrarySelection selection =
                select(NOTHING, artifact("api", "provided"), artifact("junit", "test"), artifact("tools", "system"));

        assertEquals(List.of(), taken(selection));
        assertEquals(List.of("api: scope provided", "junit: scope test", "tools: scope system"), reasons(selection));
    }

    @Test
    @DisplayName("leaves out what the application brings, and says what brings it and in which other version")
    void brought() {
        LibrarySelection selection = select(
                Map.of(
                        "acme:same", new Brought("1.0", "acme:api:3.0"),
                        "acme:other", new Brought("2.0", "acme:api:3.0")),
                artifact("same", "compile"),
                artifact("other", "runtime"),
                artifact("own", "compile"));

        assertEquals(List.of("own"), taken(selection));
        assertEquals(
                List.of("same: acme:api:3.0 brings it", "other: acme:api:3.0 brings it in version 2.0"),
                reasons(selection));
    }

    @Test
    @DisplayName("takes an artifact with another classifier than the one that the application brings")
    void classifier() {
        Artifact linux = artifact("native", "runtime", "jar", "linux");
        Artifact mac = artifact("native", "runtime", "jar", "mac");

        LibrarySelection selection =
                select(Map.of("acme:native:linux", new Brought("1.0", "acme:api:3.0")), linux, mac);

        assertEquals(List.of(mac), selection.taken());
        assertEquals(linux, selection.leftOut().get(0).artifact());
    }

    @Test
    @DisplayName("leaves out what is nothing for a class path")
    void types() {
        LibrarySelection selection = select(NOTHING, artifact("settings", "runtime", "zip", ""));

        assertEquals(List.of("settings: type zip is nothing for a class path"), reasons(selection));
    }

    @ParameterizedTest
    @ValueSource(strings = {"host-api", "host-modules", "host-impl"})
    @DisplayName("leaves out the host, whatever its scope")
    void host(String name) {
        LibrarySelection selection = select(
                NOTHING,
                new DefaultArtifact(
                        "dev.pluginhost", name, "1.0", "compile", "jar", null, new DefaultArtifactHandler("jar")));

        assertEquals(List.of(), taken(selection));
    }

    @Test
    @DisplayName(
            "takes what the configuration includes, though the application brings it, and leaves out what it excludes")
    void configured() {
        Map<String, Brought> brought =
                Map.of("acme:json", new Brought("1.0", "acme:api:3.0"), "acme:log", new Brought("1.0", "acme:api:3.0"));
        List<Artifact> all = List.of(
                artifact("json", "compile"),
                artifact("log", "compile"),
                artifact("icons-small", "compile"),
                artifact("own", "compile"));

        LibrarySelection selection =
                new LibrarySelection(all, brought, List.of("acme:json", "other:*"), List.of("*:icons*", "acme:ow"));

        assertEquals(List.of("json", "own"), taken(selection));
        assertEquals(
                List.of(
                        "log: acme:api:3.0 brings it",
                        "icons-small: excluded in the configuration of the Maven plugin"),
                reasons(selection));
    }

    @Test
    @DisplayName("takes nothing that overlaps a pattern by half")
    void patterns() {
        List<Artifact> one = List.of(artifact("aba", "compile"));

        assertEquals(
                1,
                new LibrarySelection(one, NOTHING, List.of(), List.of("acme:ab*ba"))
                        .taken()
                        .size());
        assertEquals(
                0,
                new LibrarySelection(one, NOTHING, List.of(), List.of("*:a*a"))
                        .taken()
                        .size());
        assertEquals(
                0,
                new LibrarySelection(one, NOTHING, List.of(), List.of("ac*me*b*"))
                        .taken()
                        .size());
    }

    private static LibrarySelection select(Map<String, Brought> brought, Artifact... artifacts) {
        return new LibrarySelection(List.of(artifacts), brought, List.of(), List.of());
    }

    private static Artifact artifact(String name, String scope) {
        return artifact(name, scope, "jar", null);
    }

    private static Artifact artifact(String name, String scope, String type, String classifier) {
        DefaultArtifactHandler handler = new DefaultArtifactHandler(type);
        handler.setAddedToClasspath(type.equals("jar"));
        return new DefaultArtifact("acme", name, "1.0", scope, type, classifier, handler);
    }

    private static List<String> taken(LibrarySelection selection) {
        return selection.taken().stream().map(Artifact::getArtifactId).toList();
    }

    private static List<String> reasons(LibrarySelection selection) {
        return selection.leftOut().stream()
                .map(leftOut -> leftOut.artifact().getArtifactId() + ": " + leftOut.reason())
                .toList();
    }
}
