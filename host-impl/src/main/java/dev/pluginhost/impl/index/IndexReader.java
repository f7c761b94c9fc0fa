package dev.pluginhost.impl.index;

import dev.pluginhost.impl.index.Index.Entry;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes entries of the bytes of an {@link IndexWriter}. Whatever the bytes are, it reads none beyond them, reserves no more memory than a
 * small multiple of them, and fails only with an {@link IOException}. Equal texts are one object. For use by one thread.
 */
final class IndexReader {

    private final ByteBuffer bytes;
    private final String[] table;

    /** The versions read so far: most of a thousand modules were compiled against the same ones. */
    private final Map<String, Version> versions = new HashMap<>();

    /** Reads bytes in an array, from where the table of texts begins. */
    IndexReader(ByteBuffer bytes) throws IOException {
        this.bytes = bytes;
        this.table = new String[count()];
        for (int i = 0; i < table.length; i++) {
            int length = count();
            table[i] =
                    new String(bytes.array(), bytes.arrayOffset() + bytes.position(), length, StandardCharsets.UTF_8);
            bytes.position(bytes.position() + length);
        }
    }

    /** The entries, after which there must be nothing. */
    List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try {
            for (int left = count(); left > 0; left--) {
                String name = text();
                String looks = text();
                long contents = bytes.getLong();
                entries.add(new Entry(name, looks, descriptor(), contents));
            }
        } catch (RuntimeException e) { // also whatever the JDK's builder throws if it refuses a declaration
            throw new IOException("the index holds what is no declaration", e);
        }
        if (bytes.hasRemaining()) {
            throw new IOException("the index has " + bytes.remaining() + " bytes too many");
        }
        return entries;
    }

    private ModuleDescriptor descriptor() throws IOException {
        String name = text();
        Set<ModuleDescriptor.Modifier> modifiers = modifiers(ModuleDescriptor.Modifier.class);
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name, modifiers);
        Version version = optionalVersion();
        if (version != null) {
            builder.version(version);
        }
        if (number() != 0) {
            builder.mainClass(text());
        }
        builder.packages(textSet());
        for (String service : texts()) {
            builder.uses(service);
        }
        for (int left = count(); left > 0; left--) {
            requires(builder, modifiers.contains(ModuleDescriptor.Modifier.AUTOMATIC));
        }
        for (int left = count(); left > 0; left--) {
            Set<Exports.Modifier> ofExports = modifiers(Exports.Modifier.class);
            String source = text();
            Set<String> targets = textSet();
            if (targets.isEmpty()) {
                builder.exports(ofExports, source);
            } else {
                builder.exports(ofExports, source, targets);
            }
        }
        for (int left = count(); left > 0; left--) {
            Set<Opens.Modifier> ofOpens = modifiers(Opens.Modifier.class);
            String source = text();
            Set<String> targets = textSet();
            if (targets.isEmpty()) {
                builder.opens(ofOpens, source);
            } else {
                builder.opens(ofOpens, source, targets);
            }
        }
        for (int left = count(); left > 0; left--) {
            builder.provides(text(), texts());
        }
        return builder.build();
    }

    private void requires(ModuleDescriptor.Builder builder, boolean automatic) throws IOException {
        Set<Requires.Modifier> modifiers = modifiers(Requires.Modifier.class);
        String name = text();
        Version version = optionalVersion();
        if (automatic) {
            return; // the builder adds java.base by itself, and refuses any other
        }
        if (version == null) {
            builder.requires(modifiers, name);
        } else {
            builder.requires(modifiers, name, version);
        }
    }

    private @Nullable Version optionalVersion() throws IOException {
        if (number() == 0) {
            return null;
        }
        String text = text();
        Version known = versions.get(text);
        if (known == null) {
            known = Version.parse(text);
            versions.put(text, known);
        }
        return known;
    }

    private <E extends Enum<E>> Set<E> modifiers(Class<E> type) throws IOException {
        int bits = number();
        if (bits == 0) {
            return Set.of();
        }
        Set<E> modifiers = EnumSet.noneOf(type);
        for (E modifier : type.getEnumConstants()) {
            if ((bits & (1 << modifier.ordinal())) != 0) {
                modifiers.add(modifier);
            }
        }
        return modifiers;
    }

    String text() throws IOException {
        int place = number();
        if (place < 0 || place >= table.length) {
            throw new IOException("the index has no text " + place);
        }
        return table[place];
    }

    private List<String> texts() throws IOException {
        int count = count();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }

    private Set<String> textSet() throws IOException {
        return new LinkedHashSet<>(texts());
    }

    /** A number of things, each of which takes a byte at least. */
    private int count() throws IOException {
        int count = number();
        if (count < 0 || count > bytes.remaining()) {
            throw new IOException("the index is cut off");
        }
        return count;
    }

    private int number() throws IOException {
        try {
            return bytes.getInt();
        } catch (BufferUnderflowException e) {
            throw new IOException("the index is cut off", e);
        }
    }
}
