package dev.pluginhost.impl.layer;

import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.lang.module.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns what the JDK's resolver says of a plugin into a message: which modules, where each comes from, and the cure. The resolver
 * tells its refusals apart by their messages alone; any that is not known is quoted. For use by one thread.
 */
final class ResolutionMessages {

    /** A message of the resolver, and ours: $1 is the first group, @1 the same with where the module comes from, #1 only that. */
    private record Rule(Reason reason, Pattern pattern, String message) {

        Rule(Reason reason, String pattern, String message) {
            this(reason, Pattern.compile(pattern), message);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule(
                    Reason.UNRESOLVABLE,
                    "Module (\\S+) reads more than one module named (\\S+)",
                    "module $1 would read two modules named $2: #2; take one of them away, or let only one plugin pass"
                            + " its own on with \"requires transitive\""),
            new Rule(
                    Reason.UNRESOLVABLE,
                    "Module (\\S+) reads another module named (\\S+)",
                    "module $1 would read another module of its own name: #2; take one of them away"),
            new Rule(
                    Reason.SPLIT_PACKAGE,
                    "Module (\\S+) contains package (\\S+), module (\\S+) exports package \\S+ to \\S+",
                    "modules @1 and @3 both have the package $2, and the first one reads the second one; take one of"
                            + " them away"),
            new Rule(
                    Reason.SPLIT_PACKAGE,
                    "Modules (\\S+) and (\\S+) export package (\\S+) to module (\\S+)",
                    "modules @1 and @2 both export the package $3, and @4 reads both; take one of them away"),
            new Rule(
                    Reason.CYCLE,
                    "Cycle detected: (.+)",
                    "its modules require each other: $1; move what both need into a module of its own"),
            new Rule(
                    Reason.UNRESOLVABLE,
                    "Module (\\S+) (uses|provides) (\\S+) but does not read a module that exports (\\S+) to \\S+",
                    "module @1 $2 $3, but reads no module that exports the package to it ($4); let it require the"
                            + " module that has the package, and let that one export it"),
            new Rule(
                    Reason.UNRESOLVABLE,
                    "Module (\\S+) does not read a module that exports (\\S+)",
                    "module @1 uses or provides a service in the package $2, but reads no module that exports the"
                            + " package to it; let it require the module that has the package, and let that one"
                            + " export it"),
            new Rule(
                    Reason.MISSING,
                    "Module (\\S+) not found, required by (\\S+)",
                    "Module $1 not found, required by @2; put it into one directory with the plugin (a bundle)"));

    private static final Pattern GROUP = Pattern.compile("([$@#])(\\d)");

    private final Candidate candidate;
    private final Configuration application;
    private final Set<Resolution> prerequisites;

    ResolutionMessages(Candidate candidate, Configuration application, Set<Resolution> prerequisites) {
        this.candidate = candidate;
        this.application = application;
        this.prerequisites = prerequisites;
    }

    /** Why the JDK's resolver refuses something. */
    static Reason reason(Throwable refusal) {
        String message = String.valueOf(refusal.getMessage());
        for (Rule rule : RULES) {
            if (rule.pattern().matcher(message).matches()) {
                return rule.reason();
            }
        }
        return Reason.UNRESOLVABLE;
    }

    String of(RuntimeException refusal) {
        String message = String.valueOf(refusal.getMessage());
        for (Rule rule : RULES) {
            Matcher found = rule.pattern().matcher(message);
            if (found.matches()) {
                return GROUP.matcher(rule.message())
                        .replaceAll(group -> Matcher.quoteReplacement(replacement(group, found)));
            }
        }
        return message;
    }

    private String replacement(MatchResult group, MatchResult found) {
        String text = found.group(Integer.parseInt(group.group(2)));
        if (group.group(1).equals("$")) {
            return text;
        }
        String origins = origins(text);
        if (group.group(1).equals("#")) {
            return origins;
        }
        return origins.isEmpty() ? text : text + " (" + origins + ")";
    }

    /** Where the modules of a name that this plugin meets come from. */
    private String origins(String module) {
        List<String> origins = new ArrayList<>();
        for (ModuleArtifact own : candidate.modules()) {
            if (own.name().equals(module)) {
                origins.add(own.file() + " of plugin " + candidate.name());
            }
        }
        for (Resolution prerequisite : prerequisites) {
            prerequisite
                    .own(module)
                    .ifPresent(found -> origins.add(
                            found.reference().location().map(String::valueOf).orElse("one") + " of plugin "
                                    + prerequisite.name()));
        }
        if (application.findModule(module).isPresent()) {
            origins.add("the application's");
        }
        return String.join(" and ", origins);
    }
}
