package dev.pluginhost.impl.installed;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.impl.installed.SavedGraphFile.Header;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.discovery.Discovered;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The graph of an earlier reading, as it is in a file. Plugins are decoded when they are asked for. Immutable. */
final class SavedGraph extends PluginGraph {

    private final SavedNodes saved;
    private final Map<ImportTiming, List<String>> byTiming;

    SavedGraph(Header header, SavedNodes saved, ApplicationModules application) {
        super(new Discovered(Map.of(), Map.of(), header.ofSources(), Map.of()), application, saved, header.others());
        this.saved = saved;
        this.byTiming = header.byTiming();
    }

    /** With all plugins, which are decoded for that. */
    @Override
    public Discovered discovered() {
        Map<String, Candidate> candidates = new TreeMap<>();
        for (PluginNode node : nodes()) {
            candidates.put(node.name(), node.candidate());
        }
        return new Discovered(candidates, Map.of(), super.discovered().problems(), Map.of());
    }

    @Override
    public List<String> names(ImportTiming timing) {
        List<String> names = byTiming.get(timing);
        return names != null ? names : super.names(timing);
    }

    @Override
    public int count(ImportTiming timing) {
        List<String> names = byTiming.get(timing);
        if (names != null) {
            return names.size();
        }
        int rest = saved.size();
        for (List<String> others : byTiming.values()) {
            rest -= others.size();
        }
        return rest;
    }

    @Override
    public List<PluginNode> providers(String service) {
        return saved.providers(service);
    }
}
