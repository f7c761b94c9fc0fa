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
import dev.pluginhost.modules.index.KeptBytes;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.modules.scan.SourceStamp;
import dev.pluginhost.modules.scan.SourceWalk;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The file of a graph: magic, format, key, sum of the class path, stamps of the sources, problems, names by timing, places of the plugins,
 * plugins sorted by name, plugins by service, checksum. Only a graph without errors is kept, as what is wrong is looked at again each time.
 * Stateless.
 */
final class SavedGraphFile {

    /** The letters "plugingr". */
    private static final long MAGIC = 0x706c_7567_696e_6772L;

    private static final int FORMAT = 5;

    private SavedGraphFile() {}

    /**
     * What a file begins with. Immutable.
     *
     * @param classPath the sum of the class path that it depends on; zero if it depends on none
     * @param sums of the stamps of the sources
     * @param ofSources the problems of the sources
     * @param others the other problems
     * @param table where the places of the plugins are
     */
    @SuppressWarnings("ArrayRecordComponent") // neither changed nor compared
    record Header(
            byte[] bytes,
            long classPath,
            List<Long> sums,
            List<Problem> ofSources,
            List<Problem> others,
            Map<ImportTiming, List<String>> byTiming,
            int table,
            int count) {

        /** Reads what a file begins with; null if the graph is for other settings, another application or another Java. */
        static @Nullable Header of(byte[] bytes, byte[] key) throws IOException {
            DataInputStream in = KeptBytes.open(MAGIC, FORMAT, bytes);
            if (!Arrays.equals(KeptBytes.read(in), key)) {
                return null;
            }
            long classPath = in.readLong();
            List<Long> sums = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                sums.add(in.readLong());
            }
            int ofSources = in.readInt();
            List<Problem> problems = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                problems.add(new Problem(
                        Severity.valueOf(in.readUTF()),
                        Reason.valueOf(in.readUTF()),
                        in.readUTF(),
                        in.readBoolean() ? Optional.of(Path.of(in.readUTF())) : Optional.empty(),
                        in.readUTF()));
            }
            Map<ImportTiming, List<String>> byTiming = new EnumMap<>(ImportTiming.class);
            for (ImportTiming timing : ImportTiming.values()) {
                if (timing != ImportTiming.LAZY) {
                    byTiming.put(timing, List.copyOf(KeptBytes.readTexts(in)));
                }
            }
            int count = in.readInt();
            if (count < 0 || count >= in.available() / Integer.BYTES) {
                throw new IOException("the graph has " + count + " plugins");
            }
            return new Header(
                    bytes,
                    classPath,
                    sums,
                    problems.subList(0, ofSources),
                    problems.subList(ofSources, problems.size()),
                    byTiming,
                    bytes.length - Integer.BYTES - in.available(),
                    count);
        }

        /** The sum that the stamp of a source must have; zero if none fits. */
        long sum(int source) {
            return source < sums.size() ? sums.get(source) : 0;
        }
    }

    /** A file with a graph; null if this one cannot be kept. */
    static byte @Nullable [] bytes(
            PluginGraph graph, byte[] key, long classPath, List<Source> sources, List<SourceContent> contents)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = KeptBytes.begin(MAGIC, FORMAT, bytes);
        KeptBytes.write(key, out);
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
                KeptBytes.writeTexts(graph.names(timing), out);
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
        return KeptBytes.end(bytes);
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
            KeptBytes.writeTexts(new TreeSet<>(node.without()), out);
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
