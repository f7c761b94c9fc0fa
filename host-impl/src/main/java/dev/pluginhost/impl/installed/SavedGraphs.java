package dev.pluginhost.impl.installed;

import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.discovery.ApplicationModules;
import dev.pluginhost.impl.discovery.SourceContent;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.Wishes;
import dev.pluginhost.impl.index.Index;
import dev.pluginhost.impl.index.IndexStore;
import dev.pluginhost.impl.scan.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the graph of some sources, with some settings, from one run to the next, beside their indexes. Thread-safe. */
final class SavedGraphs implements IndexStore.Decoder<SavedGraph.Header> {

    private final IndexStore indexes;
    private final List<Source> sources;
    private final ApplicationModules application;

    /** The sources and settings in words; null if nothing can be kept. */
    private final @Nullable String words;

    SavedGraphs(
            IndexStore indexes,
            List<Source> sources,
            ApplicationModules application,
            Wishes wishes,
            VersionPolicy versions) {
        this.indexes = indexes;
        this.sources = sources;
        this.application = application;
        StringBuilder text = new StringBuilder("graph ").append(versions);
        text.append(new TreeMap<>(wishes.timings())).append(new TreeMap<>(wishes.blocked()));
        boolean kept = !application.isOnClassPath(); // whose jars have no stamps
        for (Source source : sources) {
            text.append('\0').append(IndexStore.words(source));
            kept &= indexes.keeps(source);
        }
        this.words = kept ? text.toString() : null;
    }

    /** The words, the Java and the modules of the application. */
    private byte[] key(String own) {
        return (own + '\0' + Index.java() + '\0' + application.words()).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what is kept; null if there is nothing, or it was made by another application or another Java. */
    SavedGraph.@Nullable Header open() {
        String own = words;
        return own == null ? null : indexes.read(own, this);
    }

    @Override
    public SavedGraph.@Nullable Header decode(byte[] bytes) throws IOException {
        return SavedGraph.Header.of(bytes, key(Objects.requireNonNull(words)));
    }

    /** Keeps a graph that was made of these contents, if it can be. */
    void save(PluginGraph graph, List<SourceContent> contents) {
        String own = words;
        if (own == null) {
            return;
        }
        try {
            byte[] bytes = SavedGraph.bytes(graph, key(own), sources, contents);
            if (bytes != null) {
                indexes.keep(own, bytes);
            }
        } catch (IOException e) {
            // it has a text that is too long: it is made anew each time
        }
    }

    /** Forgets all that is kept of the sources, as it is not true although it looks like it. */
    void discard() {
        String own = words;
        if (own != null) {
            indexes.discard(own);
            for (Source source : sources) {
                indexes.discard(IndexStore.words(source));
            }
        }
    }
}
