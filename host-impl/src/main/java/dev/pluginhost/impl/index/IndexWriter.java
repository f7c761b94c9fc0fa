package dev.pluginhost.impl.index;

import dev.pluginhost.impl.index.Index.Entry;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes bytes of entries, for an {@link IndexReader}: equal entries give equal bytes. Each text is written once, into a table that comes
 * first. For use by one thread.
 */
final class IndexWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** The texts by their places in the table, in that order. */
    private final Map<String, Integer> table = new LinkedHashMap<>();

    void entries(Collection<Entry> entries) throws IOException {
        out.writeInt(entries.size());
        for (Entry entry : entries) {
            text(entry.name());
            text(entry.looks());
            out.writeLong(entry.contents());
            descriptor(entry.descriptor());
        }
    }

    private void descriptor(ModuleDescriptor descriptor) throws IOException {
        text(descriptor.name());
        modifiers(descriptor.modifiers());
        optional(descriptor.rawVersion());
        optional(descriptor.mainClass());
        texts(new TreeSet<>(descriptor.packages()));
        texts(new TreeSet<>(descriptor.uses()));
        out.writeInt(descriptor.requires().size());
        for (Requires requires : new TreeSet<>(descriptor.requires())) {
            modifiers(requires.modifiers());
            text(requires.name());
            optional(requires.rawCompiledVersion());
        }
        out.writeInt(descriptor.exports().size());
        for (Exports exports : new TreeSet<>(descriptor.exports())) {
            modifiers(exports.modifiers());
            text(exports.source());
            texts(new TreeSet<>(exports.targets()));
        }
        out.writeInt(descriptor.opens().size());
        for (Opens opens : new TreeSet<>(descriptor.opens())) {
            modifiers(opens.modifiers());
            text(opens.source());
            texts(new TreeSet<>(opens.targets()));
        }
        out.writeInt(descriptor.provides().size());
        for (Provides provides : new TreeSet<>(descriptor.provides())) {
            text(provides.service());
            texts(provides.providers());
        }
    }

    /** As bits: an index is for one version of Java, in which the modifiers have the same order. */
    private void modifiers(Set<? extends Enum<?>> modifiers) throws IOException {
        int bits = 0;
        for (Enum<?> modifier : modifiers) {
            bits |= 1 << modifier.ordinal();
        }
        out.writeInt(bits);
    }

    void text(String text) throws IOException {
        Integer known = table.putIfAbsent(text, table.size());
        out.writeInt(known != null ? known : table.size() - 1);
    }

    private void optional(Optional<String> text) throws IOException {
        out.writeInt(text.isPresent() ? 1 : 0);
        if (text.isPresent()) {
            text(text.get());
        }
    }

    private void texts(Collection<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            text(text);
        }
    }

    /**
     * What has been written so far.
     *
     * @throws IOException if a text cannot be read again, such as a name with half a surrogate pair
     */
    byte[] bytes() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream front = new DataOutputStream(all);
        front.writeInt(table.size());
        for (String text : table.keySet()) {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            front.writeInt(encoded.remaining());
            front.write(encoded.array(), encoded.arrayOffset(), encoded.remaining());
        }
        bytes.writeTo(all);
        return all.toByteArray();
    }
}
