package acme.home.scenario;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Lists what is wrong with installed plugins. No code of a plugin runs. */
final class CheckEverything implements Step {

    private static final Set<String> CANNOT_BE_RESOLVED = Set.of("acme.bad.kite", "acme.bad.hen", "acme.bad.egg");

    @Override
    public String title() {
        return "What is wrong with what is installed";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        return hub.offTheLoop(hub.host()::check).thenAcceptAsync(problems -> look(problems, hub), hub.loop());
    }

    private static void look(List<Problem> problems, Hub hub) {
        problems.forEach(problem -> hub.screen().say("%s", problem));
        Set<String> wrong = problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(Problem::subject)
                .collect(Collectors.toSet());
        hub.checks().that("exactly the plugins that cannot be resolved have errors", wrong.equals(CANNOT_BE_RESOLVED));
    }
}
