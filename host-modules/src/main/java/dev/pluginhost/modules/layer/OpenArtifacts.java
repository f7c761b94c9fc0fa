package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.unpack.BundleUse;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a candidate, each opened once. They belong to the caller who opens them, until {@link PluginLayer#define} returns:
 * from then on to the layer. They may be shared: each owner closes an object of its own, which ends all reading through that
 * object, and the files are closed with the last one.
 *
 * <p>Thread-safe. Closing may be repeated and waits for no reader.
 */
public final class OpenArtifacts implements Closeable {

    /** The plugin's module first; never changed after opening. */
    final List<OpenModule> modules = new ArrayList<>();

    /** Keeps what was unpacked from a zip file; null if nothing was. */
    private final @Nullable BundleUse use;

    private OpenArtifacts(@Nullable BundleUse use) {
        this.use = use;
    }

    /**
     * Opens every jar of a candidate, or none; throws {@link ChangedArtifactException} for a file that has changed.
     *
     * @param forImport whether most classes are read soon, until {@link #imported}
     */
    public static OpenArtifacts open(Candidate candidate, JarFiles files, boolean forImport) throws IOException {
        Path unpacked = candidate.unpacked();
        OpenArtifacts opened =
                new OpenArtifacts(unpacked == null ? null : BundleUse.of(candidate.location(), unpacked));
        String user = "plugin " + candidate.name();
        try {
            for (ModuleArtifact module : candidate.artifacts()) {
                opened.modules.add(
                        module.exploded()
                                ? OpenDirectory.open(module, user, files)
                                : OpenJar.open(module, user, files, forImport));
            }
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** The same files for one more owner, though they may have been replaced. Opens nothing; fails if this is closed. */
    public OpenArtifacts share() throws IOException {
        OpenArtifacts shared = new OpenArtifacts(use == null ? null : use.share());
        try {
            for (OpenModule module : modules) {
                shared.modules.add(module.share());
            }
        } catch (IOException e) {
            shared.close();
            throw e;
        }
        return shared;
    }

    /** To be called when the import is over: what was kept only for it is given up. */
    public void imported() {
        for (OpenModule module : modules) {
            module.imported();
        }
    }

    /** Whether this is not closed and everything can still be read: each jar is open or its file has not changed. */
    public boolean intact() {
        return modules.stream().allMatch(OpenModule::isIntact);
    }

    boolean isClosed() {
        return modules.stream().allMatch(module -> module.closed);
    }

    @Override
    public void close() {
        modules.forEach(OpenModule::close);
        if (use != null) {
            use.close();
        }
    }
}
