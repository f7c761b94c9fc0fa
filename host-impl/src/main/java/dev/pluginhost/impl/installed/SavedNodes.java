package dev.pluginhost.impl.installed;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.installed.SavedGraph.Header;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.discovery.SourceContent;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.graph.PluginNode.Prerequisite;
import dev.pluginhost.modules.graph.Wishes;
import dev.pluginhost.modules.index.Index;
import dev.pluginhost.modules.index.Index.Declaration;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.modules.scan.SourceStamp;
import dev.pluginhost.modules.scan.SourceWalk;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The plugins in the file of a graph, decoded when they are asked for. Thread-safe. */
final class SavedNodes {

    private final Header header;
    private final ByteBuffer buffer;
    private final List<Source> sources;
    private final List<SourceContent> contents;
    private final Wishes wishes;
    private final Runnable damaged;
    private final Map<String, PluginNode> decoded = new ConcurrentHashMap<>();

    /** The plugins in sources of this content; the last argument runs if another program has made the file. */
    SavedNodes(Header header, List<Source> sources, List<SourceContent> contents, Wishes wishes, Runnable damaged) {
        this.header = header;
        this.buffer = ByteBuffer.wrap(header.bytes());
        this.sources = sources;
        this.contents = contents;
        this.wishes = wishes;
        this.damaged = damaged;
    }

    int count() {
        return header.count();
    }

    /** The bytes of a plugin. After the last one are the services. */
    private DataInputStream record(int number) {
        byte[] bytes = header.bytes();
        int table = header.table();
        int place = table + (count() + 1) * Integer.BYTES + buffer.getInt(table + number * Integer.BYTES);
        return new DataInputStream(new ByteArrayInputStream(bytes, place, bytes.length - Integer.BYTES - place));
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
        int high = count() - 1;
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
            Fingerprint found =
                    files == null ? null : files.files().get(exploded ? file.resolve(SourceWalk.MODULE_INFO) : file);
            if (found == null) {
                throw new IOException("The index of " + source + " has " + file + ", which is not there");
            }
            modules.add(new ModuleArtifact(entry.descriptor(), file, exploded, found, entry.contents(), entry.plain()));
        }
        Candidate candidate = new Candidate(
                modules.get(0), modules.subList(1, modules.size()), location, files == null ? null : files.unpacked());
        return new PluginNode(candidate, timing, prerequisites, without, wishes.obstacle(name, location));
    }

    List<PluginNode> providers(String service) {
        List<PluginNode> providers = new ArrayList<>();
        DataInputStream in = record(count());
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
