package dev.pluginhost.impl.installed;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.discovery.SourceContent;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.graph.PluginNode.Prerequisite;
import dev.pluginhost.modules.index.Index;
import dev.pluginhost.modules.index.Index.Declaration;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.modules.scan.SourceStamp;
import dev.pluginhost.modules.scan.SourceWalk;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the file of a graph, as {@link SavedGraph} describes it. Stateless. */
final class SavedGraphWriter {

    private SavedGraphWriter() {}

    /** A file with a graph; null if this one cannot be kept. */
    static byte @Nullable [] bytes(
            PluginGraph graph, byte[] key, long classPath, List<Source> sources, List<SourceContent> contents)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(SavedGraph.MAGIC);
        out.writeInt(SavedGraph.FORMAT);
        out.writeInt(key.length);
        out.write(key);
        out.writeLong(classPath);
        out.writeInt(contents.size());
        for (SourceContent content : contents) {
            SourceStamp stamp = content.stamp();
            if (stamp == null || stamp.sum() == 0) {
                return null;
            }
            out.writeLong(stamp.sum());
        }
        List<Problem> problems = graph.problems();
        out.writeInt(graph.discovered().problems().size());
        out.writeInt(problems.size());
        for (Problem problem : problems) {
            if (problem.severity() == Severity.ERROR || problem.reason() == Reason.PASSED_OVER) {
                return null; // it may depend on what the stamps do not show
            }
            out.writeUTF(problem.severity().name());
            out.writeUTF(problem.reason().name());
            out.writeUTF(problem.subject());
            out.writeBoolean(problem.location().isPresent());
            if (problem.location().isPresent()) {
                out.writeUTF(problem.location().get().toString());
            }
            out.writeUTF(problem.message());
        }
        for (ImportTiming timing : ImportTiming.values()) {
            if (timing != ImportTiming.LAZY) {
                Index.writeTexts(graph.names(timing), out);
            }
        }
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        DataOutputStream record = new DataOutputStream(records);
        Map<String, List<Integer>> services = new TreeMap<>();
        out.writeInt(graph.nodes().size());
        int number = 0;
        for (PluginNode node : graph.nodes()) {
            out.writeInt(records.size());
            if (!write(node, sources, contents, record)) {
                return null;
            }
            for (Provides provides : node.candidate().descriptor().provides()) {
                services.computeIfAbsent(provides.service(), service -> new ArrayList<>())
                        .add(number);
            }
            number++;
        }
        out.writeInt(records.size());
        records.writeTo(out);
        out.writeInt(services.size());
        for (Map.Entry<String, List<Integer>> service : services.entrySet()) {
            out.writeUTF(service.getKey());
            out.writeInt(service.getValue().size());
            for (int provider : service.getValue()) {
                out.writeInt(provider);
            }
        }
        return Index.withChecksum(bytes);
    }

    private static boolean write(
            PluginNode node, List<Source> sources, List<SourceContent> contents, DataOutputStream out)
            throws IOException {
        Candidate candidate = node.candidate();
        for (int i = 0; i < sources.size(); i++) {
            SourceStamp stamp = contents.get(i).stamp();
            if (stamp == null || !stamp.artifacts().containsKey(candidate.location())) {
                continue;
            }
            Path source = sources.get(i).path();
            out.writeUTF(node.name());
            out.writeUTF(node.timing().name());
            out.writeInt(i);
            out.writeUTF(SourceWalk.relative(source, candidate.location()));
            out.writeInt(node.prerequisites().size());
            for (Prerequisite prerequisite : node.prerequisites()) {
                out.writeUTF(prerequisite.name());
                out.writeBoolean(prerequisite.optional());
            }
            Index.writeTexts(new TreeSet<>(node.without()), out);
            out.writeInt(candidate.artifacts().size());
            for (ModuleArtifact module : candidate.artifacts()) {
                Declaration entry = contents.get(i).declaration(SourceWalk.relative(source, module.file()));
                if (entry == null) {
                    return false;
                }
                out.writeBoolean(module.exploded());
                Index.write(entry, out);
            }
            return true;
        }
        return false;
    }
}
