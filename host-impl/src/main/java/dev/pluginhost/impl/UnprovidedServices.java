package dev.pluginhost.impl;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.Problem;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Logs that a service is asked for which no plugin provides: once for each type while the same is installed, for at most 1,000
 * types. Safe for use by any thread.
 */
final class UnprovidedServices {

    private static final int MOST_TYPES = 1_000;
    private static final int FEW = 5;

    /** What is installed; guarded by the monitor. */
    private @Nullable PluginGraph installed;

    /** The names of the types of which it was said while this was installed; guarded by the monitor. */
    private final Set<String> said = new HashSet<>();

    /** To be called when there was no plugin to import for a service. Does no input or output, and does not wait. */
    void askedFor(String service, PluginGraph graph) {
        if (isNew(service, graph)) {
            String message = message(service, graph);
            if (message != null) {
                Thrown.tellSoon(System.Logger.Level.INFO, message, null);
            }
        }
    }

    private synchronized boolean isNew(String service, PluginGraph graph) {
        if (installed != graph) {
            installed = graph;
            said.clear();
        }
        return said.size() < MOST_TYPES && said.add(service);
    }

    /** Nothing if a plugin provides it and failed before, which was logged then. */
    private static @Nullable String message(String service, PluginGraph graph) {
        List<String> disabled = new ArrayList<>();
        List<String> alike = new ArrayList<>();
        for (PluginNode node : graph.nodes()) {
            for (Provides provides : node.candidate().descriptor().provides()) {
                if (provides.service().equals(service)) {
                    if (node.timing() != ImportTiming.DISABLED) {
                        return null;
                    }
                    disabled.add(node.name());
                } else if (simpleName(provides.service()).equals(simpleName(service))) {
                    alike.add(node.name() + " provides " + provides.service());
                }
            }
        }
        StringBuilder message = new StringBuilder("None of the ")
                .append(graph.nodes().size())
                .append(" installed plugins provides ")
                .append(service)
                .append(", which importServices was asked for");
        if (!disabled.isEmpty()) {
            return message.append(", but disabled ones: ")
                    .append(few(disabled))
                    .append("; enable one of them")
                    .toString();
        }
        if (!alike.isEmpty()) {
            message.append("; did you mean another type: ").append(few(alike)).append('?');
        }
        List<String> broken = graph.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .map(Problem::subject)
                .distinct()
                .toList();
        if (!broken.isEmpty()) {
            message.append("; one that cannot be used may provide it (check() says why): ")
                    .append(few(broken));
        }
        if (alike.isEmpty() && broken.isEmpty()) {
            message.append("; install one, or add \"provides ")
                    .append(service)
                    .append(" with <class>\" to its declaration");
        }
        return message.toString();
    }

    private static String simpleName(String type) {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    private static String few(List<String> texts) {
        String first = String.join(", ", texts.stream().limit(FEW).toList());
        return texts.size() <= FEW ? first : first + " and " + (texts.size() - FEW) + " more";
    }
}
