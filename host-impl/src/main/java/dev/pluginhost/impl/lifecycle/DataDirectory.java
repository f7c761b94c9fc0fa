package dev.pluginhost.impl.lifecycle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * What the data directory of a plugin is called: as its module, with all that file systems may take for something else written
 * differently. Two plugins never share a directory, also where upper case is the same as lower case, or composed letters are
 * the same as decomposed ones. Stateless.
 */
final class DataDirectory {

    /** A file system takes 255 bytes; all names here are ASCII. */
    private static final int MAX_LENGTH = 180;

    /** On Windows these are devices, whatever extension they have. */
    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
            "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "conin$", "conout$");

    private DataDirectory() {}

    /**
     * The name of the directory. Letters from a to z, digits, dots, {@code _} and {@code $} stand for themselves. {@code -x} is
     * the upper-case letter, {@code +00e9} any other character by its number in UTF-16. The signs - and + are in no module name,
     * so the name tells the module. A name that gets long ends with {@code ~} and a digest instead.
     */
    static String nameOf(String module) {
        StringBuilder name = new StringBuilder(module.length());
        boolean isDevice = DEVICES.contains(module.split("\\.", 2)[0]);
        for (int i = 0; i < module.length(); i++) {
            char next = module.charAt(i);
            if (isPlain(next) && !(isDevice && i == 0)) {
                name.append(next);
            } else if (next >= 'A' && next <= 'Z') {
                name.append('-').append((char) (next - 'A' + 'a'));
            } else {
                name.append('+').append(HexFormat.of().toHexDigits(next));
            }
        }
        return name.length() <= MAX_LENGTH ? name.toString() : name.substring(0, MAX_LENGTH) + '~' + digest(module);
    }

    private static boolean isPlain(char next) {
        return (next >= 'a' && next <= 'z')
                || (next >= '0' && next <= '9')
                || next == '.'
                || next == '_'
                || next == '$';
    }

    private static String digest(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each Java platform has it", e);
        }
    }
}
