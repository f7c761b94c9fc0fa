package dev.pluginhost.cli.graph;

import dev.pluginhost.cli.graph.Requirements.Node;
import dev.pluginhost.spi.Printable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A graph as text: for people, for Graphviz, and for Mermaid. Stateless. */
public final class GraphText {

    private GraphText() {}

    /** Each plugin that no other one requires, and below it what it requires. What was shown before is not shown again. */
    public static String tree(Requirements graph) {
        StringBuilder text = new StringBuilder();
        Set<String> shown = new HashSet<>();
        for (String root : graph.roots()) {
            text.append(label(graph.node(root))).append('\n');
            shown.add(root);
            children(graph, graph.node(root), "", shown, text);
        }
        return text.toString();
    }

    private static void children(Requirements graph, Node node, String indent, Set<String> shown, StringBuilder text) {
        List<String> requires = node.requires();
        for (int i = 0; i < requires.size(); i++) {
            Node next = graph.node(requires.get(i));
            boolean last = i == requires.size() - 1;
            boolean again = !shown.add(next.name()) && !next.requires().isEmpty();
            text.append(indent)
                    .append(last ? "\\- " : "+- ")
                    .append(label(next))
                    .append(again ? " (see above)" : "")
                    .append('\n');
            if (!again) {
                children(graph, next, indent + (last ? "   " : "|  "), shown, text);
            }
        }
    }

    private static String label(Node node) {
        return Printable.name(node.name())
                + (node.isMissing() ? " (missing)" : node.isBroken() ? " (cannot be imported)" : "");
    }

    /** For the programs of Graphviz. */
    public static String dot(Requirements graph) {
        StringBuilder text =
                new StringBuilder("digraph plugins {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n");
        for (Node node : graph.nodes()) {
            text.append("  ").append(quoted(node.name())).append(" [tooltip=").append(quoted(node.title()));
            if (node.isBroken()) {
                text.append(", color=red, fontcolor=red");
            }
            text.append(node.isMissing() ? ", style=dashed];\n" : "];\n");
        }
        for (Node node : graph.nodes()) {
            for (String required : node.requires()) {
                text.append("  ")
                        .append(quoted(node.name()))
                        .append(" -> ")
                        .append(quoted(required))
                        .append(";\n");
            }
        }
        return text.append("}\n").toString();
    }

    private static String quoted(String text) {
        return '"'
                + Printable.lines(text)
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                + '"';
    }

    /** For Mermaid, which pages of Markdown show. */
    public static String mermaid(Requirements graph) {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        Map<String, String> ids = new HashMap<>();
        for (Node node : graph.nodes()) {
            String id = "p" + ids.size();
            ids.put(node.name(), id);
            text.append("  ")
                    .append(id)
                    .append("[\"")
                    .append(entities(Printable.name(node.name())))
                    .append("\"]")
                    .append(node.isMissing() ? ":::missing" : node.isBroken() ? ":::broken" : "")
                    .append('\n');
        }
        for (Node node : graph.nodes()) {
            for (String required : node.requires()) {
                text.append("  ")
                        .append(ids.get(node.name()))
                        .append(" --> ")
                        .append(ids.get(required))
                        .append('\n');
            }
        }
        return text.append("  classDef broken stroke:#c00,color:#c00\n")
                .append("  classDef missing stroke:#c00,color:#c00,stroke-dasharray:4\n")
                .toString();
    }

    private static String entities(String text) {
        return text.replace("#", "#35;")
                .replace("\"", "#quot;")
                .replace("<", "#lt;")
                .replace(">", "#gt;");
    }
}
