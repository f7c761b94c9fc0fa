package dev.pluginhost.impl.index;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;

/** Makes bytes of values, for an {@link Unpacker}. For use by one thread. */
final class Packer {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    void number(int value) throws IOException {
        out.writeInt(value);
    }

    void number(long value) throws IOException {
        out.writeLong(value);
    }

    /** Fails if the text is none that can be read again, such as a name with half a surrogate pair. */
    void text(String text) throws IOException {
        ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        byte[] content = new byte[encoded.remaining()];
        encoded.get(content);
        number(content.length);
        out.write(content);
    }

    void text(Optional<String> text) throws IOException {
        texts(text.stream().toList());
    }

    void texts(Collection<String> texts) throws IOException {
        number(texts.size());
        for (String text : texts) {
            text(text);
        }
    }

    /** What has been packed so far. */
    byte[] bytes() {
        return bytes.toByteArray();
    }
}
