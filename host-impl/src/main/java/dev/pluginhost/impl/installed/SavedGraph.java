package dev.pluginhost.impl.installed;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.ApplicationModules;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.Discovered;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.discovery.SourceContent;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.PluginNode.Prerequisite;
import dev.pluginhost.impl.graph.Wishes;
import dev.pluginhost.impl.index.Index;
import dev.pluginhost.impl.index.Index.Declaration;
import dev.pluginhost.impl.scan.Fingerprint;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.impl.scan.SourceStamp;
import dev.pluginhost.impl.scan.SourceWalk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final long MAGIC = 0x706c_7567_696e_6772L;

    private static final int FORMAT = 4;

    private final Nodes saved;
    private final Map<ImportTiming, List<String>> byTiming;

    private SavedGraph(
            Nodes saved,
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
        int rest = saved.count;
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
            Nodes nodes = new Nodes(bytes, table, count, sources, contents, wishes, damaged);
            return new SavedGraph(
                    nodes,
                    application,
                    problems.subList(0, ofSources),
                    problems.subList(ofSources, problems.size()),
                    byTiming);
        }
    }

    /** The plugins in a file. Thread-safe. */
    static final class Nodes {

        private final byte[] bytes;
        private final ByteBuffer buffer;
        private final int table;
        final int count;
        private final List<Source> sources;
        private final List<SourceContent> contents;
        private final Wishes wishes;
        private final Runnable damaged;
        private final Map<String, PluginNode> decoded = new ConcurrentHashMap<>();

        Nodes(
                byte[] bytes,
                int table,
                int count,
                List<Source> sources,
                List<SourceContent> contents,
                Wishes wishes,
                Runnable damaged) {
            this.bytes = bytes;
            this.buffer = ByteBuffer.wrap(bytes);
            this.table = table;
            this.count = count;
            this.sources = sources;
            this.contents = contents;
            this.wishes = wishes;
            this.damaged = damaged;
        }

        private DataInputStream in(int place) {
            int end = bytes.length - Integer.BYTES;
            return new DataInputStream(new ByteArrayInputStream(bytes, place, end - place));
        }

        /** The bytes of a plugin. After the last one are the services. */
        private DataInputStream record(int number) {
            return in(table + (count + 1) * Integer.BYTES + buffer.getInt(table + number * Integer.BYTES));
        }

        String name(int number) {
            try {
                return record(number).readUTF();
            } catch (IOException e) {
                throw damaged(e);
            }
        }

        /** Its checksum is right, so another program has made it. What was decided by it cannot be taken back. */
        private PluginException damaged(Exception cause) {
            damaged.run();
            Path source = sources.get(0).path();
            return new PluginException(
                    Reason.UNREADABLE,
                    "The index of the plugins in " + source + " was not written by the host (" + cause.getMessage()
                            + "); refresh, or start again, and it is made anew",
                    new Origin("", ImportStage.PLAN, Optional.of(source)),
                    cause);
        }

        @Nullable
        PluginNode find(String name) {
            PluginNode known = decoded.get(name);
            if (known != null) {
                return known;
            }
            int low = 0;
            int high = count - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = name(middle).compareTo(name);
                if (order == 0) {
                    return node(middle, name);
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return null;
        }

        PluginNode node(int number, String name) {
            PluginNode known = decoded.get(name);
            if (known != null) {
                return known;
            }
            try {
                PluginNode made = read(record(number));
                PluginNode other = decoded.putIfAbsent(name, made);
                return other != null ? other : made;
            } catch (IOException | RuntimeException e) {
                throw damaged(e);
            }
        }

        private PluginNode read(DataInputStream in) throws IOException {
            String name = in.readUTF();
            ImportTiming timing = ImportTiming.valueOf(in.readUTF());
            int number = in.readInt();
            Path source = sources.get(number).path();
            Path location = source.resolve(in.readUTF());
            List<Prerequisite> prerequisites = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                prerequisites.add(new Prerequisite(in.readUTF(), in.readBoolean()));
            }
            Set<String> without = Set.copyOf(Index.readTexts(in));
            SourceStamp stamp = contents.get(number).stamp();
            SourceWalk.ArtifactFiles files =
                    stamp == null ? null : stamp.artifacts().get(location);
            List<ModuleArtifact> modules = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                boolean exploded = in.readBoolean();
                Declaration entry = Index.read(in);
                Path file = source.resolve(entry.name());
                Fingerprint found = files == null
                        ? null
                        : files.files().get(exploded ? file.resolve(SourceWalk.MODULE_INFO) : file);
                if (found == null) {
                    throw new IOException("The index of " + source + " has " + file + ", which is not there");
                }
                modules.add(
                        new ModuleArtifact(entry.descriptor(), file, exploded, found, entry.contents(), entry.plain()));
            }
            Candidate candidate = new Candidate(modules.get(0), modules.subList(1, modules.size()), location);
            return new PluginNode(candidate, timing, prerequisites, without, wishes.obstacle(name, location));
        }

        List<PluginNode> providers(String service) {
            List<PluginNode> providers = new ArrayList<>();
            DataInputStream in = record(count);
            try {
                for (int left = in.readInt(); left > 0; left--) {
                    boolean wanted = in.readUTF().equals(service);
                    int size = in.readInt();
                    if (!wanted) {
                        in.skipNBytes((long) size * Integer.BYTES);
                        continue;
                    }
                    for (int i = 0; i < size; i++) {
                        int number = in.readInt();
                        providers.add(node(number, name(number)));
                    }
                    break;
                }
                return providers;
            } catch (IOException | RuntimeException e) {
                throw damaged(e);
            }
        }
    }

    // Writing

    /** A file with a graph; null if this one cannot be kept. */
    static byte @Nullable [] bytes(
            PluginGraph graph, byte[] key, long classPath, List<Source> sources, List<SourceContent> contents)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(MAGIC);
        out.writeInt(FORMAT);
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
            out.writeUTF(source.relativize(candidate.location()).toString());
            out.writeInt(node.prerequisites().size());
            for (Prerequisite prerequisite : node.prerequisites()) {
                out.writeUTF(prerequisite.name());
                out.writeBoolean(prerequisite.optional());
            }
            Index.writeTexts(new TreeSet<>(node.without()), out);
            out.writeInt(candidate.artifacts().size());
            for (ModuleArtifact module : candidate.artifacts()) {
                Declaration entry = contents.get(i)
                        .declaration(source.relativize(module.file()).toString());
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
