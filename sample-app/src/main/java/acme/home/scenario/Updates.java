package acme.home.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Newer versions of plugins, which are copied beside the installed ones and removed when the hub ends, so that it can run
 * again.
 *
 * @param ready where they come from
 * @param plugins where they are copied to
 */
public record Updates(Path ready, Path plugins) {

    /** Copies them to the directory of plugins; blocks. */
    void dropIn() {
        jars().forEach(jar -> {
            try {
                // copied under a name that is no plugin's, then moved: so the host never sees half of it
                Path part = Files.copy(jar, plugins.resolve(jar.getFileName() + ".part"));
                Files.move(part, plugins.resolve(jar.getFileName()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Removes them again; blocks. */
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
