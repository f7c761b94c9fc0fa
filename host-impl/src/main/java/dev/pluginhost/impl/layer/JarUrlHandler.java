package dev.pluginhost.impl.layer;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.attribute.FileTime;

/**
 * Opens the {@code jar:} URLs of one jar through the handle that is open anyway. The JDK's own handler opens the jar again
 * and keeps it in a {@linkplain JdkJarCache cache}, which locks the file.
 *
 * <p>A URL made from one of these, {@code new URL(base, "other.txt")}, has this handler too; if it names another jar, it is
 * the JDK's business. Immutable, hence thread-safe.
 */
final class JarUrlHandler extends URLStreamHandler {

    private final String prefix;
    private final JarHandle handle;
    private final FileTime modified;

    /**
     * A handler for one jar.
     *
     * @param prefix how the path of each of its URLs begins: the jar's URL and "!/"
     */
    JarUrlHandler(String prefix, JarHandle handle, FileTime modified) {
        this.prefix = prefix;
        this.handle = handle;
        this.modified = modified;
    }

    URL url(String spec) throws MalformedURLException {
        return new URL(null, spec, this);
    }

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
        return url.getFile().startsWith(prefix)
                ? new JarEntryConnection(url, handle, modified)
                : new URL(url.toExternalForm()).openConnection();
    }

    /** As {@code sun.net.www.protocol.jar.Handler} does: relative to the entry, and never out of the jar. */
    @Override
    protected void parseURL(URL url, String spec, int start, int limit) {
        String given = spec.substring(start, limit);
        String file;
        if (spec.regionMatches(true, 0, "jar:", 0, 4)) {
            file = given;
        } else if (given.isEmpty()) {
            file = url.getFile();
        } else {
            file = resolve(url.getFile(), given);
        }
        if (!file.contains("!/")) {
            // java.net.URL makes a MalformedURLException of it.
            throw new IllegalArgumentException("no !/ in " + file);
        }
        setURL(url, "jar", "", -1, null, null, file, null, url.getRef());
    }

    private static String resolve(String base, String given) {
        int root = base.indexOf("!/") + 1;
        String entry = given.startsWith("/") ? given : base.substring(root, base.lastIndexOf('/') + 1) + given;
        return base.substring(0, root) + "/" + ResourceNames.normalize(entry.substring(1));
    }

    /** The hash that the JDK's handler gives, as a URL of its making with the same text is equal to ours. */
    @Override
    protected int hashCode(URL url) {
        try {
            return new URL(url.toExternalForm()).hashCode();
        } catch (MalformedURLException e) {
            return super.hashCode(url);
        }
    }
}
