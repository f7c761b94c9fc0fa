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

/**
 * Strongly connected components of a graph of names (Tarjan 1972), without recursion, so that a chain of any length fits
 * on the stack.
 */
final class Cycles {

    private final Function<String, ? extends Collection<String>> successors;
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, Integer> low = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> isOpen = new HashSet<>();
    private final List<List<String>> components = new ArrayList<>();

    private record Visit(String node, Iterator<String> rest) {}

    private Cycles(Function<String, ? extends Collection<String>> successors) {
        this.successors = successors;
    }

    /** The components, each after those that its members lead to. */
    static List<List<String>> components(
            Collection<String> nodes, Function<String, ? extends Collection<String>> successors) {
        Cycles cycles = new Cycles(successors);
        for (String node : nodes) {
            if (!cycles.index.containsKey(node)) {
                cycles.visit(node);
            }
        }
        return cycles.components;
    }

    private void visit(String root) {
        Deque<Visit> visits = new ArrayDeque<>();
        visits.push(enter(root));
        while (!visits.isEmpty()) {
            Visit visit = visits.element();
            if (visit.rest.hasNext()) {
                String next = visit.rest.next();
                if (!index.containsKey(next)) {
                    visits.push(enter(next));
                } else if (isOpen.contains(next)) {
                    low.merge(visit.node, index.get(next), Math::min);
                }
            } else {
                visits.pop();
                leave(visit.node);
                if (!visits.isEmpty()) {
                    low.merge(visits.element().node, low.get(visit.node), Math::min);
                }
            }
        }
    }

    private Visit enter(String node) {
        index.put(node, index.size());
        low.put(node, index.get(node));
        open.push(node);
        isOpen.add(node);
        return new Visit(node, List.copyOf(successors.apply(node)).iterator());
    }

    private void leave(String node) {
        if (!low.get(node).equals(index.get(node))) {
            return;
        }
        List<String> component = new ArrayList<>();
        String member;
        do {
            member = open.pop();
            isOpen.remove(member);
            component.add(member);
        } while (!member.equals(node));
        components.add(component);
    }

    /** A shortest cycle through a node: the node first and last; empty if there is none. */
    static List<String> through(String node, Function<String, ? extends Collection<String>> successors) {
        Map<String, String> cameFrom = new HashMap<>();
        Deque<String> queue = new ArrayDeque<>(List.of(node));
        while (!queue.isEmpty()) {
            String from = queue.remove();
            for (String to : successors.apply(from)) {
                if (to.equals(node)) {
                    List<String> path = new ArrayList<>(List.of(node));
                    for (String at = from; !at.equals(node); at = cameFrom.get(at)) {
                        path.add(0, at);
                    }
                    path.add(0, node);
                    return path;
                }
                if (cameFrom.putIfAbsent(to, from) == null) {
                    queue.add(to);
                }
            }
        }
        return List.of();
    }
}
