package dev.pluginhost.verify;

import dev.pluginhost.Problem.Severity;
import dev.pluginhost.verify.Finding.Cause;
import dev.pluginhost.verify.Finding.Use;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects what is found in one plugin: each missing thing once, with all places that need it. For use by one thread. */
final class FindingList {

    private static final Comparator<Use> ORDER = Comparator.comparing(Use::artifact)
            .thenComparing(Use::type)
            .thenComparing(Use::method)
            .thenComparing(Use::line);

    /** A missing thing, and the places by how severe it is there. */
    private record Group(Cause cause, String missing, String fact, String cure, Map<Severity, Set<Use>> uses) {}

    private final String plugin;
    private final Map<String, Group> groups = new TreeMap<>();

    /** The outermost classes that the plugin can do without, each with its artifact. */
    private final Set<String> optional = new HashSet<>();

    FindingList(String plugin) {
        this.plugin = plugin;
    }

    /**
     * Adds one place; nothing is added twice.
     *
     * @param missing the thing, as it stands in source code
     * @param fact what is wrong, a sentence without an end
     * @param cure what to do about it
     * @param use null if it is about the plugin as a whole
     */
    void add(Severity severity, Cause cause, String missing, String fact, String cure, @Nullable Use use) {
        Group group = groups.computeIfAbsent(
                cause + " " + missing + " " + (isOfPackage(cause) ? "" : fact),
                absent -> new Group(cause, missing, fact, cure, new TreeMap<>()));
        Set<Use> uses = group.uses.computeIfAbsent(severity, none -> new TreeSet<>(ORDER));
        if (use != null) {
            uses.add(use);
        }
    }

    private static boolean isOfPackage(Cause cause) {
        return cause == Cause.MISSING_PACKAGE || cause == Cause.NOT_READ || cause == Cause.NOT_EXPORTED;
    }

    /** Says that a class needs something that the plugin can do without: then it can do without the class, with all that is nested there. */
    void doesWithout(String artifact, String internalName) {
        optional.add(artifact + " " + outermost(Texts.type(internalName)));
    }

    private static String outermost(String type) {
        int nested = type.indexOf('$', 1);
        return nested < 0 ? type : type.substring(0, nested);
    }

    /** Makes a note of what only classes need that the plugin can do without. */
    private void lower(Group group) {
        lower(group, Severity.ERROR);
        lower(group, Severity.WARNING);
    }

    private void lower(Group group, Severity from) {
        Set<Use> problems = group.uses.getOrDefault(from, Set.of());
        for (Use use : List.copyOf(problems)) {
            if (optional.contains(use.artifact() + " " + outermost(use.type()))) {
                problems.remove(use);
                group.uses
                        .computeIfAbsent(Severity.NOTE, none -> new TreeSet<>(ORDER))
                        .add(use);
                if (problems.isEmpty()) {
                    group.uses.remove(from);
                }
            }
        }
    }

    /** All findings, the most severe first, then by cause and by what is missing. */
    List<Finding> get() {
        List<Finding> all = new ArrayList<>();
        for (Group group : groups.values()) {
            lower(group);
            Map.Entry<Severity, Set<Use>> worst =
                    group.uses.entrySet().iterator().next();
            all.add(new Finding(
                    plugin,
                    worst.getKey(),
                    group.cause,
                    group.missing,
                    List.copyOf(worst.getValue()),
                    message(group, worst.getKey(), List.copyOf(worst.getValue()))));
        }
        all.sort(Comparator.comparing(Finding::severity)
                .thenComparing(Finding::cause)
                .thenComparing(Finding::missing)
                .thenComparing(Finding::message));
        return all;
    }

    private String message(Group group, Severity severity, List<Use> uses) {
        StringBuilder message = new StringBuilder(group.fact);
        if (!uses.isEmpty()) {
            Use first = uses.get(0);
            message.append(", used by plugin ").append(plugin).append(" in ").append(first);
            message.append(" of ").append(first.artifact());
            int more = uses.size() - 1;
            if (more > 0) {
                message.append(" and ").append(more).append(more == 1 ? " more place" : " more places");
            }
        }
        return message.append("; ")
                .append(severity == Severity.NOTE ? "the plugin may do without it, else " : "")
                .append(group.cure)
                .toString();
    }
}
