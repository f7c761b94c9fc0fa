package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.scan.Fingerprint;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Names of modules' locations and resources: packages, files and URLs, by the rules of {@code jdk.internal.module.Resources}. */
final class ResourceNames {

    /** What a URL's path keeps as it is, besides letters and digits ({@code sun.net.www.ParseUtil} keeps the same). */
    private static final String UNESCAPED = "/-_.!~*'():@&+$,";

    private ResourceNames() {}

    /**
     * Where a module is. The same as {@link Path#toUri}, which asks the file system whether the file is a directory, and looks at
     * each byte for what has to be escaped. A jar is no directory, and most names need no escape.
     */
    static URI location(ModuleArtifact artifact) {
        String path = artifact.file().toString();
        return artifact.exploded() || !isPlain(path) ? artifact.file().toUri() : URI.create("file://" + path);
    }

    /** Whether it is an absolute path, as Unix has them, of characters that a URI never escapes. */
    private static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!isLetterOrDigit(c) && "/.-_".indexOf(c) < 0) {
                return false;
            }
        }
        return path.startsWith("/");
    }

    /** The package that a resource is in if it is one of the module; empty for a directory and for the root. */
    static String packageName(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 || slash == name.length() - 1
                ? ""
                : name.substring(0, slash).replace('/', '.');
    }

    /**
     * Escapes a name for a URL. {@link URI} would leave or normalise letters other than ASCII, and the JDK's own encoder
     * breaks characters beyond 16 bits.
     */
    static String encode(String name) {
        StringBuilder encoded = new StringBuilder(name.length() + 16);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (isKept((char) b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%')
                        .append(Character.forDigit((b >> 4) & 0xf, 16))
                        .append(Character.forDigit(b & 0xf, 16));
            }
        }
        return encoded.toString();
    }

    private static boolean isKept(char c) {
        return isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** Takes "." and ".." out of a URL's path; ".." never leads out of it. */
    static String normalize(String path) {
        if (!path.contains("./") && !path.endsWith(".")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] elements = path.split("/", -1);
        for (int i = 0; i < elements.length; i++) {
            String element = elements[i];
            boolean dots = element.equals(".") || element.equals("..");
            if (element.equals("..")) {
                kept.pollLast();
            }
            if (!dots) {
                kept.addLast(element);
            } else if (i == elements.length - 1) {
                kept.addLast("");
            }
        }
        return String.join("/", kept);
    }

    /**
     * The file or directory of that name below the root; {@code null} if there is none, or if the name leads elsewhere.
     *
     * @throws IOException if it is neither, such as a pipe or a device: to open one may never end
     */
    static @Nullable Path toFile(Path root, String name) throws IOException {
        boolean directory = name.endsWith("/");
        String plain = directory ? name.substring(0, name.length() - 1) : name;
        Path relative = isSafe(plain) ? relative(root, plain) : null;
        if (relative == null) {
            return null;
        }
        Path file = root.resolve(relative);
        try {
            Fingerprint found = Fingerprint.of(file);
            if (!found.isDirectory() && !found.isFile()) {
                throw new IOException(file + " is neither a file nor a directory, and is not opened");
            }
            return found.isDirectory() || !directory ? file : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The name of a file below the root; a directory's ends in '/'. */
    static String ofFile(Path root, Path file) {
        String separator = root.getFileSystem().getSeparator();
        String name = root.relativize(file).toString().replace(separator, "/");
        return Files.isDirectory(file) ? name + "/" : name;
    }

    private static @Nullable Path relative(Path root, String name) {
        String separator = root.getFileSystem().getSeparator();
        if (!separator.equals("/") && name.contains(separator)) {
            return null;
        }
        try {
            Path path = root.getFileSystem().getPath(name.replace("/", separator));
            return path.getRoot() == null ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Whether no element of the name is empty, "." or "..". */
    private static boolean isSafe(String name) {
        for (String element : name.split("/", -1)) {
            if (element.isEmpty() || element.equals(".") || element.equals("..")) {
                return false;
            }
        }
        return true;
    }
}
