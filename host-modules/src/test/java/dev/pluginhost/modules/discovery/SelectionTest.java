package dev.pluginhost.modules.discovery;

import static dev.pluginhost.modules.discovery.Expect.about;
import static dev.pluginhost.modules.discovery.Expect.installed;
import static dev.pluginhost.modules.discovery.Expect.nothingWrong;
import static dev.pluginhost.modules.discovery.Expect.onlyError;
import static dev.pluginhost.modules.discovery.Expect.onlyProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.Fingerprint;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SelectionTest {

    @Test
    @DisplayName("Different names do not compete")
    void differentNames() {
        Discovered selected = select(List.of(List.of(candidate("b", "1", "b.jar"), candidate("a", "1", "a.jar"))));
        installed(selected, "a", "b");
        nothingWrong(selected);
    }

    @Test
    @DisplayName("The earlier source wins whatever the version")
    void earlierSource() {
        Discovered selected = select(
                List.of(List.of(candidate("a", "1", "first/a.jar")), List.of(candidate("a", "2", "second/a.jar"))));
        assertWinner("first/a.jar", selected);
        about(
                onlyProblem(
                        selected,
                        Severity.NOTE,
                        Reason.SHADOWED,
                        "a 2 in second/a.jar",
                        "passed over for",
                        "a 1 in first/a.jar",
                        "source comes first",
                        "; remove"),
                "a",
                Path.of("second/a.jar"));
    }

    @Test
    @DisplayName("The highest version of a source wins")
    void highestVersion() {
        Discovered selected = select(List.of(List.of(
                candidate("a", "9", "a-9.jar"), candidate("a", "10", "a-10.jar"), candidate("b", "1", "b.jar"))));
        assertWinner("a-10.jar", selected);
        onlyProblem(
                selected,
                Severity.NOTE,
                Reason.SHADOWED,
                "a 9 in a-9.jar",
                "passed over for",
                "a 10 in a-10.jar",
                "version is higher");
    }

    @Test
    @DisplayName("No version is lower than any version")
    void noVersion() {
        Discovered selected =
                select(List.of(List.of(candidate("a", null, "a.jar"), candidate("a", "0.1", "a-0.1.jar"))));
        assertWinner("a-0.1.jar", selected);
        onlyProblem(selected, Severity.NOTE, Reason.SHADOWED, "a without a version in a.jar");
    }

    @Test
    @DisplayName("Each artifact that is not chosen is named")
    void losers() {
        Discovered selected = select(List.of(
                List.of(candidate("a", "1", "x/1.jar"), candidate("a", "2", "x/2.jar"), candidate("a", "3", "x/3.jar")),
                List.of(candidate("a", "4", "y/4.jar"))));
        assertWinner("x/3.jar", selected);
        assertEquals(
                List.of(Path.of("x/1.jar"), Path.of("x/2.jar"), Path.of("y/4.jar")),
                selected.problems().stream()
                        .map(problem -> problem.location().orElseThrow())
                        .toList());
    }

    @Test
    @DisplayName("The same version twice in a source is ambiguous and none is taken")
    void ambiguous() {
        Discovered selected = select(List.of(
                List.of(candidate("a", "2", "x.jar"), candidate("a", "2", "y.jar"), candidate("a", "1", "z.jar"))));
        installed(selected);
        assertEquals(
                List.of(Path.of("x.jar"), Path.of("y.jar")),
                selected.ambiguous().get("a").stream().map(Candidate::location).toList());
        about(
                onlyError(
                        selected,
                        Reason.AMBIGUOUS,
                        "a is there 2 times",
                        "in version 2",
                        "x.jar, y.jar",
                        "; remove all but one"),
                "a",
                Path.of("x.jar"));
    }

    @Test
    @DisplayName("No version twice in a source is ambiguous")
    void noVersionTwice() {
        Discovered selected = select(List.of(List.of(candidate("a", null, "x.jar"), candidate("a", null, "y.jar"))));
        installed(selected);
        onlyError(selected, Reason.AMBIGUOUS, "none with a version", "x.jar, y.jar");
    }

    @Test
    @DisplayName("A later source does not settle what is ambiguous in an earlier one")
    void laterSource() {
        Discovered selected = select(List.of(
                List.of(candidate("a", "1", "x.jar"), candidate("a", "1", "y.jar")),
                List.of(candidate("a", "1", "later.jar"))));
        installed(selected);
        onlyError(selected, Reason.AMBIGUOUS, "x.jar, y.jar");
    }

    @Test
    @DisplayName("An earlier source settles what is ambiguous in a later one")
    void earlierSettles() {
        Discovered selected = select(List.of(
                List.of(candidate("a", "1", "earlier.jar")),
                List.of(candidate("a", "2", "x.jar"), candidate("a", "2", "y.jar"))));
        assertWinner("earlier.jar", selected);
        assertEquals(Map.of(), selected.ambiguous());
        assertEquals(
                List.of(Reason.SHADOWED, Reason.SHADOWED),
                selected.problems().stream().map(problem -> problem.reason()).toList());
    }

    private static Discovered select(List<List<Candidate>> sources) {
        return Discovered.select(sources.stream()
                .map(candidates -> {
                    SourceContent content = new SourceContent(null);
                    content.candidates.addAll(candidates);
                    return content;
                })
                .toList());
    }

    private static void assertWinner(String location, Discovered selected) {
        assertEquals(
                Path.of(location),
                selected.candidates().get("a").location(),
                () -> selected.problems().toString());
    }

    private static Candidate candidate(String name, String version, String location) {
        ModuleDescriptor.Builder declaration = ModuleDescriptor.newModule(name);
        if (version != null) {
            declaration.version(version);
        }
        Path file = Path.of(location);
        Fingerprint fingerprint = new Fingerprint(Fingerprint.Type.FILE, 1, FileTime.fromMillis(0), null, null);
        return new Candidate(new ModuleArtifact(declaration.build(), file, false, fingerprint, 0), List.of(), file);
    }
}
