package dev.pluginhost.impl.installed;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.installed.SavedGraphFile.Header;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.discovery.SourceContent;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.graph.PluginNode.Prerequisite;
import dev.pluginhost.modules.graph.Wishes;
import dev.pluginhost.modules.index.Index;
import dev.pluginhost.modules.index.Index.Declaration;
import dev.pluginhost.modules.index.KeptBytes;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.modules.scan.SourceStamp;
import dev.pluginhost.modules.scan.SourceWalk;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The plugins in the file of a graph, by name and sorted by it, decoded when they are asked for. Thread-safe. */
final class SavedNodes extends AbstractMap<String, PluginNode> {

    private final Header header;
    private final List<Source> sources;
    private final List<SourceContent> contents;
    private final Wishes wishes;
    private final SavedGraphs store;
    private final Map<String, PluginNode> decoded = new ConcurrentHashMap<>();

    /** The plugins in sources of this content. If another program has made the file, the store forgets it. */
    SavedNodes(Header header, List<Source> sources, List<SourceContent> contents, Wishes wishes, SavedGraphs store) {
        this.header = header;
        this.sources = sources;
        this.contents = contents;
        this.wishes = wishes;
        this.store = store;
    }

    @Override
    public int size() {
        return header.count();
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    /** The names, for which nothing is decoded. */
    @Override
    public Set<String> keySet() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < size(); i++) {
            names.add(name(i));
        }
        return Collections.unmodifiableSet(names);
    }

    @Override
    public Set<Entry<String, PluginNode>> entrySet() {
        Map<String, PluginNode> all = new LinkedHashMap<>();
        for (int i = 0; i < size(); i++) {
            PluginNode node = node(i, name(i));
            all.put(node.name(), node);
        }
        return Collections.unmodifiableMap(all).entrySet();
    }

    @Override
    public @Nullable PluginNode get(@Nullable Object key) {
        if (!(key instanceof String name)) {
            return null;
        }
        PluginNode known = decoded.get(name);
        int low = 0;
        int high = size() - 1;
        while (known == null && low <= high) {
            int middle = (low + high) >>> 1;
            int order = name(middle).compareTo(name);
            if (order < 0) {
                low = middle + 1;
            } else if (order > 0) {
                high = middle - 1;
            } else {
                known = node(middle, name);
            }
        }
        return known;
    }

    /** The bytes of a plugin. After the last one are the services. */
    private DataInputStream record(int number) {
        byte[] bytes = header.bytes();
        int table = header.table();
        int place =
                table + (size() + 1) * Integer.BYTES + ByteBuffer.wrap(bytes).getInt(table + number * Integer.BYTES);
        return new DataInputStream(new ByteArrayInputStream(bytes, place, bytes.length - Integer.BYTES - place));
    }

    private String name(int number) {
        try {
            return record(number).readUTF();
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    /** Its checksum is right, so another program has made it. What was decided by it cannot be taken back. */
    private PluginException damaged(Exception cause) {
        store.forget();
        Path source = sources.get(0).path();
        return new PluginException(
                Reason.UNREADABLE,
                "The index of the plugins in " + source + " was not written by the host (" + cause.getMessage()
                        + "); refresh, or start again, and it is made anew",
                new Origin("", ImportStage.PLAN, Optional.of(source)),
                cause);
    }

    private PluginNode node(int number, String name) {
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
        Set<String> without = Set.copyOf(KeptBytes.readTexts(in));
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
        try {
            DataInputStream in = record(size());
            for (int left = in.readInt(); left > 0; left--) {
                boolean wanted = in.readUTF().equals(service);
                for (int more = in.readInt(); more > 0; more--) {
                    int number = in.readInt();
                    if (wanted) {
                        providers.add(node(number, name(number)));
                    }
                }
            }
            return providers;
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }
}
