package acme.home.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Newer versions of plugins, which are dropped in beside those that are installed and taken away when the hub ends, so that it can
 * be shown again.
 *
 * @param ready where they are laid ready
 * @param plugins where they are dropped in
 */
public record Updates(Path ready, Path plugins) {

    /** Copies them to where plugins are; blocks. */
    void dropIn() {
        jars().forEach(jar -> {
            try {
                // under a name that is no plugin's, then moved: nobody is to find half of it
                Path part = Files.copy(jar, plugins.resolve(jar.getFileName() + ".part"));
                Files.move(part, plugins.resolve(jar.getFileName()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Takes them away again; blocks. */
    public void takeAway() {
        jars().forEach(jar -> {
            try {
                Files.deleteIfExists(plugins.resolve(jar.getFileName() + ".part"));
                Files.deleteIfExists(plugins.resolve(jar.getFileName()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private List<Path> jars() {
        if (!Files.isDirectory(ready)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(ready)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
