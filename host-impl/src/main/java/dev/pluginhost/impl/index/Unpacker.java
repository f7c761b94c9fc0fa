package dev.pluginhost.impl.index;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes values of the bytes of a {@link Packer}. Whatever the bytes are, it reads none beyond them and reserves no more memory
 * than a small multiple of what they take. Equal texts are one object. For use by one thread.
 */
final class Unpacker {

    private final ByteBuffer bytes;

    /** The texts that the values name by their place. */
    private final String[] table;

    /** Of bytes in an array, from where the table of texts begins. */
    Unpacker(ByteBuffer bytes) throws IOException {
        this.bytes = bytes;
        this.table = new String[count()];
        for (int i = 0; i < table.length; i++) {
            int length = count();
            table[i] =
                    new String(bytes.array(), bytes.arrayOffset() + bytes.position(), length, StandardCharsets.UTF_8);
            bytes.position(bytes.position() + length);
        }
    }

    int number() throws IOException {
        try {
            return bytes.getInt();
        } catch (BufferUnderflowException e) {
            throw tooShort();
        }
    }

    long longNumber() throws IOException {
        try {
            return bytes.getLong();
        } catch (BufferUnderflowException e) {
            throw tooShort();
        }
    }

    /** A number of things, each of which takes a byte at least. */
    int count() throws IOException {
        int count = number();
        if (count < 0 || count > bytes.remaining()) {
            throw tooShort();
        }
        return count;
    }

    String text() throws IOException {
        int place = number();
        if (place < 0 || place >= table.length) {
            throw new IOException("the index has no text " + place);
        }
        return table[place];
    }

    Optional<String> optionalText() throws IOException {
        return number() == 0 ? Optional.empty() : Optional.of(text());
    }

    List<String> texts() throws IOException {
        int count = count();
        if (count == 0) {
            return List.of();
        }
        if (count == 1) {
            return List.of(text());
        }
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }

    Set<String> textSet() throws IOException {
        List<String> texts = texts();
        return texts.isEmpty() ? Set.of() : new LinkedHashSet<>(texts);
    }

    void expectEnd() throws IOException {
        if (bytes.hasRemaining()) {
            throw new IOException("the index has " + bytes.remaining() + " bytes too many");
        }
    }

    private static IOException tooShort() {
        return new IOException("the index is cut off");
    }
}
