package dev.pluginhost.modules.layer;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/**
 * The URLs of one module, which are read through the open module: the JDK's handler would open a jar again and keep it open, and
 * knows no file systems but its own. A relative URL has this handler too; if it leads out of the module, the JDK opens it.
 * Immutable.
 */
final class ResourceUrls extends URLStreamHandler {

    private final boolean jar;
    private final OpenModule module;

    /** Those of a jar begin with "jar:". */
    ResourceUrls(boolean jar, OpenModule module) {
        this.jar = jar;
        this.module = module;
    }

    URL url(String spec) throws MalformedURLException {
        return new URL(null, spec, this);
    }

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
        URLConnection own = module.connect(url);
        return own != null ? own : new URL(url.toExternalForm()).openConnection();
    }

    /** Has the JDK parse a jar's: relative to the entry, and never out of the jar. */
    @Override
    protected void parseURL(URL url, String spec, int start, int limit) {
        if (!jar) {
            super.parseURL(url, spec, start, limit);
            return;
        }
        try {
            boolean absolute = spec.regionMatches(true, 0, "jar:", 0, 4);
            URL parsed = absolute ? new URL(spec) : new URL(new URL(url.toExternalForm()), spec);
            setURL(url, "jar", "", -1, null, null, parsed.getFile(), null, parsed.getRef());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e.getMessage(), e); // URL makes a MalformedURLException of it
        }
    }

    /** Of a jar the hash that the JDK's handler gives, as its URL of the same text is equal. */
    @Override
    protected int hashCode(URL url) {
        String text = url.toExternalForm();
        try {
            return jar ? new URL(text).hashCode() : text.hashCode();
        } catch (MalformedURLException e) {
            return text.hashCode();
        }
    }

    /** Hosts are names of file systems, and must not be looked up. */
    @Override
    protected boolean hostsEqual(URL one, URL other) {
        return one.getHost().equalsIgnoreCase(other.getHost());
    }
}
