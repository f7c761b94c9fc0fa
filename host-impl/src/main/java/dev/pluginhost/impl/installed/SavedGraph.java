package dev.pluginhost.impl.installed;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.discovery.Discovered;
import dev.pluginhost.modules.discovery.SourceContent;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.graph.Wishes;
import dev.pluginhost.modules.index.Index;
import dev.pluginhost.modules.scan.Source;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The graph of an earlier reading, as it is in a file. Plugins are decoded when they are asked for. Only a graph without errors is
 * kept, as what is wrong is looked at again each time. Immutable.
 *
 * <p>The file: magic, format, key, stamps of the sources, problems, names by timing, places of the plugins, plugins sorted by name,
 * plugins by service, checksum.
 */
final class SavedGraph extends PluginGraph {

    /** The letters "plugingr". */
    static final long MAGIC = 0x706c_7567_696e_6772L;

    static final int FORMAT = 4;

    private final SavedNodes saved;
    private final Map<ImportTiming, List<String>> byTiming;

    private SavedGraph(
            SavedNodes saved,
            ApplicationModules application,
            List<Problem> ofSources,
            List<Problem> problems,
            Map<ImportTiming, List<String>> byTiming) {
        super(
                new Discovered(new ByName<Candidate>(saved, true), Map.of(), ofSources, Map.of()),
                application,
                new ByName<PluginNode>(saved, false),
                problems);
        this.saved = saved;
        this.byTiming = byTiming;
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
        int rest = saved.count();
        for (List<String> others : byTiming.values()) {
            rest -= others.size();
        }
        return rest;
    }

    @Override
    public List<PluginNode> providers(String service) {
        return saved.providers(service);
    }

    /**
     * What a file begins with. Immutable.
     *
     * @param classPath the sum of the class path that it depends on; zero if it depends on none
     * @param sums of the stamps of the sources
     * @param ofSources how many of the problems, the first ones, are those of the sources
     * @param table where the places of the plugins are
     */
    @SuppressWarnings("ArrayRecordComponent") // neither changed nor compared
    record Header(
            byte[] bytes,
            long classPath,
            long[] sums,
            List<Problem> problems,
            int ofSources,
            Map<ImportTiming, List<String>> byTiming,
            int table,
            int count) {

        /** Reads it; null if the graph is for other settings, another application or another Java. */
        static @Nullable Header of(byte[] bytes, byte[] key) throws IOException {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, Index.end(bytes)));
            if (in.readLong() != MAGIC || in.readInt() != FORMAT) {
                throw new IOException("it is no graph of this format");
            }
            if (in.readInt() != key.length || !Arrays.equals(in.readNBytes(key.length), key)) {
                return null;
            }
            long classPath = in.readLong();
            int sources = in.readInt();
            if (sources < 0 || sources > in.available() / Long.BYTES) {
                throw new IOException("the graph is of " + sources + " sources");
            }
            long[] sums = new long[sources];
            for (int i = 0; i < sums.length; i++) {
                sums[i] = in.readLong();
            }
            List<Problem> problems = new ArrayList<>();
            int ofSources = in.readInt();
            for (int left = in.readInt(); left > 0; left--) {
                problems.add(new Problem(
                        Severity.valueOf(in.readUTF()),
                        Reason.valueOf(in.readUTF()),
                        in.readUTF(),
                        in.readBoolean() ? Optional.of(Path.of(in.readUTF())) : Optional.empty(),
                        in.readUTF()));
            }
            if (ofSources < 0 || ofSources > problems.size()) {
                throw new IOException("the graph has " + ofSources + " problems of sources");
            }
            Map<ImportTiming, List<String>> byTiming = new EnumMap<>(ImportTiming.class);
            for (ImportTiming timing : ImportTiming.values()) {
                if (timing != ImportTiming.LAZY) {
                    byTiming.put(timing, List.copyOf(Index.readTexts(in)));
                }
            }
            int count = in.readInt();
            int table = bytes.length - Integer.BYTES - in.available();
            checkTable(bytes, table, count);
            return new Header(bytes, classPath, sums, problems, ofSources, byTiming, table, count);
        }

        /** Fails unless the places of the plugins, and of what is after them, are in the file, one after another. */
        private static void checkTable(byte[] bytes, int table, int count) throws IOException {
            int end = bytes.length - Integer.BYTES;
            long first = table + (count + 1L) * Integer.BYTES;
            if (count < 0 || first > end) {
                throw new IOException("the graph has " + count + " plugins");
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            int before = 0;
            for (int i = 0; i <= count; i++) {
                int place = buffer.getInt(table + i * Integer.BYTES);
                if (place < before || first + place > end) {
                    throw new IOException("the graph has plugin " + i + " at " + place);
                }
                before = place;
            }
        }

        /** The sum that the stamp of a source must have; zero if none fits. */
        long sum(int source) {
            return source < sums.length ? sums[source] : 0;
        }

        /** The graph of sources that have these stamps. */
        SavedGraph graph(
                List<Source> sources,
                List<SourceContent> contents,
                ApplicationModules application,
                Wishes wishes,
                Runnable damaged) {
            SavedNodes nodes = new SavedNodes(this, sources, contents, wishes, damaged);
            return new SavedGraph(
                    nodes,
                    application,
                    problems.subList(0, ofSources),
                    problems.subList(ofSources, problems.size()),
                    byTiming);
        }
    }
}
