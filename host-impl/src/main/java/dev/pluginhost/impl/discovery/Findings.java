package dev.pluginhost.impl.discovery;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The problems of a scan, and by which names somebody may ask for what cannot be used: the module's where it is known, and
 * those that follow from file and directory names. For use by one thread.
 */
final class Findings implements Consumer<Problem> {

    /** So many notes of what is passed over are kept for each source. */
    static final int MOST_PASSED_OVER = 20;

    private final List<Problem> problems = new ArrayList<>();
    private int passedOver;
    private final Map<String, Problem> unusable = new HashMap<>();

    @Override
    public void accept(Problem problem) {
        problems.add(problem);
        boolean isUnusable = switch (problem.reason()) {
            case UNREADABLE, INVALID, AMBIGUOUS -> problem.severity() == Severity.ERROR;
            case PASSED_OVER -> true;
            default -> false;
        };
        if (isUnusable) {
            unusable.putIfAbsent(problem.subject(), problem);
            problem.location().ifPresent(location -> unusableAs(location, problem));
        }
    }

    /** Notes that a problem is why there is no plugin of that name. */
    void unusable(String module, Problem problem) {
        unusable.putIfAbsent(module, problem);
    }

    /** Notes that a problem is why there is no plugin that a file or directory may be named after. */
    void unusableAs(Path named, Problem problem) {
        String name = BundlePlugin.nameOfFile(Entries.name(named));
        if (!name.isEmpty()) {
            unusable.putIfAbsent(name, problem);
        }
    }

    /** Notes that something that looks like a plugin is passed over; what is beyond the limit is counted. */
    void passedOver(Path path, String why) {
        if (++passedOver <= MOST_PASSED_OVER) {
            accept(new Problem(
                    Severity.NOTE,
                    Reason.PASSED_OVER,
                    Entries.name(path),
                    Optional.of(path),
                    path + " is passed over: " + why));
        }
    }

    /** To be called when a source has been looked through. */
    void endOf(Path source) {
        if (passedOver > MOST_PASSED_OVER) {
            problems.add(new Problem(
                    Severity.NOTE,
                    Reason.PASSED_OVER,
                    Entries.name(source),
                    Optional.of(source),
                    (passedOver - MOST_PASSED_OVER) + " more files or directories in " + source
                            + " look like plugins and are passed over; see those that are named"));
        }
        passedOver = 0;
    }

    List<Problem> problems() {
        return problems;
    }

    Map<String, Problem> unusable() {
        return unusable;
    }

    /** The problem that is why there is no plugin of a name, if one is known. */
    static Optional<Problem> find(Map<String, Problem> unusable, String name) {
        Problem exact = unusable.get(name);
        return exact != null ? Optional.of(exact) : Optional.ofNullable(unusable.get(BundlePlugin.nameOfFile(name)));
    }
}
