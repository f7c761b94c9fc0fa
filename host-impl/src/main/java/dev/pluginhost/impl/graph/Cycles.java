package dev.pluginhost.impl.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Strongly connected components of a graph of names (Tarjan 1972), without recursion, so that a chain of any length fits
 * on the stack.
 */
final class Cycles {

    private final Function<String, ? extends Collection<String>> successors;
    private final Map<String, Visit> visited = new HashMap<>();
    private final Deque<Visit> open = new ArrayDeque<>();
    private final List<List<String>> components = new ArrayList<>();

    /** A node that has been reached; {@code low} is the first node, by index, that it is known to lead back to. */
    private static final class Visit {
        final String node;
        final Iterator<String> rest;
        final int index;
        int low;
        boolean isOpen = true;

        Visit(String node, Collection<String> successors, int index) {
            this.node = node;
            this.rest = List.copyOf(successors).iterator();
            this.index = index;
            this.low = index;
        }
    }

    private Cycles(Function<String, ? extends Collection<String>> successors) {
        this.successors = successors;
    }

    /** The components, each after those that its members lead to. */
    static List<List<String>> components(
            Collection<String> nodes, Function<String, ? extends Collection<String>> successors) {
        Cycles cycles = new Cycles(successors);
        for (String node : nodes) {
            if (!cycles.visited.containsKey(node)) {
                cycles.visit(node);
            }
        }
        return cycles.components;
    }

    private void visit(String root) {
        Deque<Visit> path = new ArrayDeque<>();
        path.push(enter(root));
        while (!path.isEmpty()) {
            Visit visit = path.element();
            if (visit.rest.hasNext()) {
                String next = visit.rest.next();
                Visit known = visited.get(next);
                if (known == null) {
                    path.push(enter(next));
                } else if (known.isOpen) {
                    visit.low = Math.min(visit.low, known.index);
                }
            } else {
                path.pop();
                leave(visit);
                Visit from = path.peek();
                if (from != null) {
                    from.low = Math.min(from.low, visit.low);
                }
            }
        }
    }

    private Visit enter(String node) {
        Visit visit = new Visit(node, successors.apply(node), visited.size());
        visited.put(node, visit);
        open.push(visit);
        return visit;
    }

    private void leave(Visit visit) {
        if (visit.low != visit.index) {
            return;
        }
        List<String> component = new ArrayList<>();
        Visit member;
        do {
            member = open.pop();
            member.isOpen = false;
            component.add(member.node);
        } while (member != visit);
        components.add(component);
    }

    /** A shortest cycle through a node: the node first and last; empty if there is none. */
    static List<String> through(String node, Function<String, ? extends Collection<String>> successors) {
        record Step(String to, @Nullable Step before) {}
        Set<String> reached = new HashSet<>();
        Deque<Step> queue = new ArrayDeque<>(List.of(new Step(node, null)));
        while (!queue.isEmpty()) {
            Step step = queue.remove();
            for (String to : successors.apply(step.to)) {
                if (to.equals(node)) {
                    Deque<String> path = new ArrayDeque<>(List.of(node));
                    for (Step back = step; back != null; back = back.before) {
                        path.addFirst(back.to);
                    }
                    return List.copyOf(path);
                }
                if (reached.add(to)) {
                    queue.add(new Step(to, step));
                }
            }
        }
        return List.of();
    }
}
