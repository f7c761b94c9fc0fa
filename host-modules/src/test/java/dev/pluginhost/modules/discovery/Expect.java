package dev.pluginhost.modules.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What tests say of results. */
final class Expect {

    static final Discovered NOTHING = new Discovered(Map.of(), Map.of(), List.of(), Map.of());

    private Expect() {}

    static void installed(Discovered discovered, String... names) {
        assertEquals(
                List.of(names),
                List.copyOf(discovered.candidates().keySet()),
                () -> discovered.problems().toString());
    }

    static void nothingWrong(Discovered discovered) {
        assertEquals(List.of(), discovered.problems());
    }

    /** That there is one problem and no other, and the parts that its message must have, in their order. */
    static Problem onlyProblem(Discovered discovered, Severity severity, Reason kind, String... parts) {
        assertEquals(
                1, discovered.problems().size(), () -> discovered.problems().toString());
        Problem problem = discovered.problems().get(0);
        assertEquals(severity, problem.severity());
        assertEquals(kind, problem.reason(), problem::toString);
        says(problem, parts);
        return problem;
    }

    static Problem onlyError(Discovered discovered, Reason kind, String... parts) {
        return onlyProblem(discovered, Severity.ERROR, kind, parts);
    }

    static void about(Problem problem, String subject, Path location) {
        assertEquals(subject, problem.subject());
        assertEquals(Optional.of(location), problem.location());
    }

    static void says(Problem problem, String... parts) {
        int from = 0;
        for (String part : parts) {
            int found = problem.message().indexOf(part, from);
            assertTrue(found >= 0, () -> "'" + part + "' is not, or not in its place, in: " + problem.message());
            from = found + part.length();
        }
    }
}
