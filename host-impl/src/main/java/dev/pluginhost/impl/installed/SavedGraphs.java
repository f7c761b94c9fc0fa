package dev.pluginhost.impl.installed;

import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.installed.SavedGraphFile.Header;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.discovery.SourceContent;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.Wishes;
import dev.pluginhost.modules.index.Index;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the graph of some sources from one run to the next, beside their indexes: one file, whatever the settings are, which are in
 * it. Thread-safe.
 *
 * @param words the sources in words; null if nothing can be kept
 */
record SavedGraphs(
        IndexStore indexes,
        List<Source> sources,
        ApplicationModules application,
        Wishes wishes,
        VersionPolicy versions,
        @Nullable String words)
        implements IndexStore.Decoder<Header> {

    /** All that a graph depends on beside what is in the sources. */
    private byte[] key(String own) {
        StringBuilder key = new StringBuilder(own).append('\0').append(Index.FORMAT);
        key.append('\0').append(Index.java()).append('\0').append(versions).append('\0');
        append(wishes.timings(), key);
        append(wishes.blocked(), key);
        key.append(wishes.order()).append('\0');
        return key.append(application.words()).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(Map<String, ?> settings, StringBuilder key) {
        key.append(settings.size()).append('\0');
        for (Map.Entry<String, ?> setting : new TreeMap<>(settings).entrySet()) {
            key.append(setting.getKey()).append('\0').append(setting.getValue()).append('\0');
        }
    }

    /**
     * Reads what is kept; null if there is nothing, or it was made by another application or another Java, or
     * with other settings.
     */
    @Nullable
    Header open() {
        String own = words;
        return own == null ? null : indexes.read(own, this);
    }

    @Override
    public @Nullable Header decode(byte[] bytes) throws IOException {
        Header header = Header.of(bytes, key(Objects.requireNonNull(words)));
        if (header == null || header.classPath() == 0) {
            return header; // without any module of the class path
        }
        OptionalLong now = application.offers().classPathSum(true);
        return now.isPresent() && now.getAsLong() == header.classPath() ? header : null;
    }

    /** The graph of sources that look as they did when it was kept. */
    PluginGraph graph(Header header, List<SourceContent> contents) {
        return new SavedGraph(header, new SavedNodes(header, sources, contents, wishes, this), application);
    }

    /** Keeps a graph that was made of these contents; if it cannot be kept, none is, as an older one may look true. */
    void save(PluginGraph graph, List<SourceContent> contents) {
        String own = words;
        if (own == null) {
            return;
        }
        application.offers().keep();
        OptionalLong classPath = application.offers().classPathSum(false);
        try {
            byte[] bytes = classPath.isEmpty()
                    ? null
                    : SavedGraphFile.bytes(graph, key(own), classPath.getAsLong(), sources, contents);
            if (bytes != null) {
                indexes.keep(own, bytes);
                return;
            }
        } catch (IOException e) {
            // it has a text that is too long
        }
        indexes.discard(own);
    }

    /** Forgets all that is kept of the sources, as it is not true although it looks like it. */
    void forget() {
        String own = words;
        if (own != null) {
            indexes.discard(own);
            for (Source source : sources) {
                indexes.discard(IndexStore.words(source));
            }
        }
    }
}
