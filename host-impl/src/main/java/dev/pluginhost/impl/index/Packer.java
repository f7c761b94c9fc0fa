package dev.pluginhost.impl.index;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes bytes of values, for an {@link Unpacker}. A text is written once, however often it is packed: in a table that comes
 * before everything else. For use by one thread.
 */
final class Packer {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** The places of texts in the table, in that order. */
    private final Map<String, Integer> table = new LinkedHashMap<>();

    void number(int value) throws IOException {
        out.writeInt(value);
    }

    void number(long value) throws IOException {
        out.writeLong(value);
    }

    void text(String text) throws IOException {
        Integer known = table.putIfAbsent(text, table.size());
        number(known != null ? known : table.size() - 1);
    }

    void text(Optional<String> text) throws IOException {
        number(text.isPresent() ? 1 : 0);
        if (text.isPresent()) {
            text(text.get());
        }
    }

    void texts(Collection<String> texts) throws IOException {
        number(texts.size());
        for (String text : texts) {
            text(text);
        }
    }

    /**
     * What has been packed so far.
     *
     * @throws IOException if a text is none that can be read again, such as a name with half a surrogate pair
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
