package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.net.URI;
import java.nio.file.Path;

/** Where a module is, as a URI. Stateless. */
final class Location {

    private Location() {}

    /**
     * What {@link Path#toUri} gives. That asks the file system whether a file is a directory, and looks at each byte of its name for
     * what has to be escaped; a jar is none, and most names have nothing of the kind.
     */
    static URI of(ModuleArtifact artifact) {
        String path = artifact.file().toString();
        return artifact.exploded() || !isPlain(path) ? artifact.file().toUri() : URI.create("file://" + path);
    }

    /** Whether it is an absolute path, as Unix has them, of characters that stand for themselves in a URI. */
    private static boolean isPlain(String path) {
        if (!path.startsWith("/")) {
            return false;
        }
        for (int i = 0; i < path.length(); i++) {
            char each = path.charAt(i);
            boolean letterOrDigit =
                    (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9');
            if (!letterOrDigit && each != '/' && each != '.' && each != '-' && each != '_') {
                return false;
            }
        }
        return true;
    }
}
