package dev.pluginhost.impl.layer;

import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A module in a jar. */
final class OpenJar extends OpenModule {

    private final JarHandle handle;
    private final URL location;
    private final String prefix;
    private final FileTime modified;
    private final JarUrlHandler urls;

    private OpenJar(JarHandle handle, URL location, String prefix, FileTime modified) {
        this.handle = handle;
        this.location = location;
        this.prefix = prefix;
        this.modified = modified;
        this.urls = new JarUrlHandler(prefix.substring("jar:".length()), handle, modified);
    }

    static OpenJar open(ModuleArtifact artifact, String user, HandleBudget budget) throws IOException {
        URI jar = Location.of(artifact);
        // The first "!/" ends the name of the jar (JarURLConnection), and a directory's name may end in '!'.
        String prefix = "jar:" + jar.toString().replace("!/", "%21/") + "!/";
        return new OpenJar(
                JarHandle.open(artifact, user, budget),
                jar.toURL(),
                prefix,
                artifact.fingerprint().modified());
    }

    @Override
    OpenModule share() throws IOException {
        return new OpenJar(handle.share(), location, prefix, modified);
    }

    @Override
    boolean isIntact() {
        return handle.isIntact();
    }

    @Override
    URL location() {
        return location;
    }

    @Override
    @Nullable
    ClassFile classFile(String name) throws IOException {
        return handle.classFile(name);
    }

    @Override
    @Nullable
    URL url(String name) throws IOException {
        String spec = spec(name);
        return spec == null ? null : urls.url(spec);
    }

    @Override
    public Optional<URI> find(String name) throws IOException {
        return Optional.ofNullable(spec(name)).map(URI::create);
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        return Optional.ofNullable(handle.open(name));
    }

    @Override
    public Stream<String> list() throws IOException {
        return handle.names().stream();
    }

    @Override
    public void close() throws IOException {
        handle.close();
    }

    /** The text of the URL: it names the very entry, under {@code META-INF/versions} too, and a directory with its '/'. */
    private @Nullable String spec(String name) throws IOException {
        JarEntry entry = handle.entry(name);
        if (entry == null) {
            return null;
        }
        String real = handle.isMultiRelease() ? entry.getRealName() : name;
        if (entry.isDirectory() && !real.endsWith("/")) {
            real += "/";
        }
        handle.givesUrls(prefix);
        return prefix + ResourceNames.encode(real);
    }
}
