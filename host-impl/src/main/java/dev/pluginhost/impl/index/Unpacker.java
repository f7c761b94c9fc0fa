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
 * than they take. For use by one thread.
 */
final class Unpacker {

    private final ByteBuffer bytes;

    Unpacker(ByteBuffer bytes) {
        this.bytes = bytes;
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
        int length = count();
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(bytes.slice(bytes.position(), length))
                .toString();
        bytes.position(bytes.position() + length);
        return text;
    }

    Optional<String> optionalText() throws IOException {
        return texts().stream().findFirst();
    }

    List<String> texts() throws IOException {
        int count = count();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }

    Set<String> textSet() throws IOException {
        return new LinkedHashSet<>(texts());
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
