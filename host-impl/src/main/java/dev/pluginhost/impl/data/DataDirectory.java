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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The data directory of a plugin, which may be missing. Immutable. */
public record DataDirectory(Path path) {

    /** With the digest, the name of a data directory has less than the 255 bytes of a file system. */
    private static final int MAX_NAME = 180;

    /** Names that no file system changes or refuses; on Windows some are devices, with any extension. */
    private static final String PLAIN =
            "(?!(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\\$|conout\\$)(\\.|$))[a-z0-9._$]{1," + MAX_NAME + "}";

    private static final String CONFIGURATION = "configuration.properties";

    /** More than any person writes. */
    private static final int MAX_CONFIGURATION = 1 << 20;

    /** That of the plugin whose module has this name. */
    public static DataDirectory of(Path root, String module) {
        return new DataDirectory(root.resolve(nameOf(module)));
    }

    /** The name of the module, if it is the same on each file system; else a digest of it, followed by what can be read of it. */
    static String nameOf(String module) {
        if (module.matches(PLAIN)) {
            return module;
        }
        String readable = module.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._$]", "_");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(module.getBytes(StandardCharsets.UTF_8));
            return "~" + HexFormat.of().formatHex(digest, 0, 16) + "-"
                    + readable.substring(0, Math.min(readable.length(), MAX_NAME));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each Java platform has it", e);
        }
    }

    public Path configurationFile() {
        return path.resolve(CONFIGURATION);
    }

    /**
     * What the file with the configuration has, sorted by key; nothing if there is no file. Unmodifiable.
     *
     * @throws IOException if it cannot be read, or is no properties file in UTF-8
     */
    public Map<String, String> configuration() throws IOException {
        Path file = configurationFile();
        byte[] bytes;
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) { // reading another kind may never end
                throw new IOException("it is no regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_CONFIGURATION + 1);
            }
        } catch (NoSuchFileException e) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("its link leads nowhere", e);
            }
            return Map.of();
        }
        if (bytes.length > MAX_CONFIGURATION) {
            throw new IOException("it has more than " + MAX_CONFIGURATION + " bytes");
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
