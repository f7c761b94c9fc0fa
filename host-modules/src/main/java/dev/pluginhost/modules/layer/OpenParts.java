package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A module that is made of several directories. Of two files of one name, that of the first directory counts. */
final class OpenParts extends OpenModule {

    private final List<OpenDirectory> directories;

    OpenParts(ModuleArtifact artifact, String user, List<OpenDirectory> directories) {
        super(artifact, user);
        this.directories = directories;
    }

    @Override
    OpenModule share() throws IOException {
        List<OpenDirectory> shared = new ArrayList<>();
        for (OpenDirectory directory : directories) {
            shared.add(directory.share());
        }
        return new OpenParts(artifact, toString(), shared);
    }

    @Override
    boolean isIntact() {
        return directories.stream().allMatch(OpenModule::isIntact);
    }

    @Override
    URL location() {
        for (OpenDirectory directory : directories) {
            if (directory.isAt(artifact.file())) {
                return directory.location();
            }
        }
        return directories.get(0).location();
    }

    @Override
    @Nullable
    ClassFile classFile(String name) throws IOException {
        for (OpenDirectory directory : directories) {
            ClassFile found = directory.classFile(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    @Nullable
    URL url(String name) throws IOException {
        for (OpenDirectory directory : directories) {
            URL found = directory.url(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    @Nullable
    InputStream open(String name) throws IOException {
        for (OpenDirectory directory : directories) {
            InputStream found = directory.open(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** No URL leads here: each is of one of the directories. */
    @Override
    URLConnection connect(URL url, String path) throws IOException {
        throw new IOException(url + " is not a URL of " + this);
    }

    @Override
    void close() {
        closed = true;
        directories.forEach(OpenModule::close);
    }
}
