package dev.pluginhost.impl.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** The data directory of a plugin, which may be missing. Immutable. */
public record DataDirectory(Path path) {

    /** With the digest, the name of a data directory has less than the 255 bytes of a file system. */
    private static final int MAX_NAME = 180;

    /** Names that no file system changes or refuses; on Windows some are devices, with any extension. */
    private static final String PLAIN =
            "(?!(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\\$|conout\\$)(\\.|$))[a-z0-9._$]{1," + MAX_NAME + "}";

    private static final String CONFIGURATION = "configuration.properties";

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
        try {
            return PropertiesFile.read(configurationFile());
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }
}
