package dev.pluginhost.impl.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads a properties file in UTF-8 that a person has written. Stateless. */
public final class PropertiesFile {

    /** More than any person writes. */
    private static final int MOST_BYTES = 1 << 20;

    private PropertiesFile() {}

    /**
     * What it has, sorted by key. Unmodifiable.
     *
     * @throws NoSuchFileException if nothing is there
     * @throws IOException if it cannot be read, or is no properties file in UTF-8
     */
    public static Map<String, String> read(Path file) throws IOException {
        byte[] bytes;
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) { // reading another kind may never end
                throw new IOException("it is no regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MOST_BYTES + 1);
            }
        } catch (NoSuchFileException e) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("its link leads nowhere", e);
            }
            throw e;
        }
        if (bytes.length > MOST_BYTES) {
            throw new IOException("it has more than " + MOST_BYTES + " bytes");
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(
                    text.startsWith("\ufeff") ? text.substring(1) : text)); // as editors on Windows begin
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        Map<String, String> sorted = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            sorted.put(key, properties.getProperty(key));
        }
        return Collections.unmodifiableMap(sorted);
    }
}
