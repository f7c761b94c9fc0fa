package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.lang.module.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts what the JDK's resolver says of a plugin into a sentence: which modules, where each comes from, and what to change. The
 * resolver tells its refusals apart by their messages alone; any that is not known is quoted. It compares no
 * checksums and target platforms, which only modules have that the JDK's own finder has found. For use by one thread.
 */
final class ResolutionWords {

    private final Candidate candidate;
    private final Configuration application;
    private final Iterable<Resolution> prerequisites;

    private record Rule(Pattern message, Function<MatchResult, String> words) {}

    private final List<Rule> rules = List.of(
            rule(
                    "Module (\\S+) reads more than one module named (\\S+)",
                    found -> "module " + found.group(1) + " would read two modules named " + found.group(2) + ": "
                            + origins(found.group(2))
                            + "; take one of them away, or let only one plugin pass its own on with"
                            + " \"requires transitive\""),
            rule(
                    "Module (\\S+) reads another module named (\\S+)",
                    found -> "module " + found.group(1) + " would read another module of its own name: "
                            + origins(found.group(2)) + "; take one of them away"),
            rule(
                    "Module (\\S+) contains package (\\S+), module (\\S+) exports package \\S+ to \\S+",
                    found -> "modules " + with(found.group(1)) + " and " + with(found.group(3))
                            + " both have the package " + found.group(2)
                            + ", and the first one reads the second one; take one of them away"),
            rule(
                    "Modules (\\S+) and (\\S+) export package (\\S+) to module (\\S+)",
                    found -> "modules " + with(found.group(1)) + " and " + with(found.group(2))
                            + " both export the package " + found.group(3) + ", and " + with(found.group(4))
                            + " reads both; take one of them away"),
            rule(
                    "Cycle detected: (.+)",
                    found -> "its modules require each other: " + found.group(1)
                            + "; move what both need into a module of its own"),
            rule(
                    "Module (\\S+) (uses|provides) (\\S+) but does not read a module that exports (\\S+) to \\S+",
                    found -> "module " + with(found.group(1)) + " " + found.group(2) + " " + found.group(3)
                            + ", but reads no module that exports the package to it ("
                            + found.group(4)
                            + "); let it require the module that has the package, and let that one export it"),
            rule(
                    "Module (\\S+) does not read a module that exports (\\S+)",
                    found -> "module " + with(found.group(1)) + " uses or provides a service in the package "
                            + found.group(2)
                            + ", but reads no module that exports the package to it; let it require the module"
                            + " that has the package, and let that one export it"),
            rule(
                    "Module (\\S+) not found, required by (\\S+)",
                    found -> "Module " + found.group(1) + " not found, required by " + with(found.group(2))
                            + "; put it into one directory with the plugin (a bundle)"));

    ResolutionWords(Candidate candidate, Configuration application, Iterable<Resolution> prerequisites) {
        this.candidate = candidate;
        this.application = application;
        this.prerequisites = prerequisites;
    }

    private static Rule rule(String message, Function<MatchResult, String> words) {
        return new Rule(Pattern.compile(message), words);
    }

    /** The sentence. */
    String of(RuntimeException refusal) {
        String message = String.valueOf(refusal.getMessage());
        for (Rule rule : rules) {
            Matcher matcher = rule.message().matcher(message);
            if (matcher.matches()) {
                return rule.words().apply(matcher.toMatchResult());
            }
        }
        return message;
    }

    private String with(String module) {
        String origins = origins(module);
        return origins.isEmpty() ? module : module + " (" + origins + ")";
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
