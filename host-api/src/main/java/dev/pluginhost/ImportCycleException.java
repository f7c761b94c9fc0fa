package dev.pluginhost;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The import would wait for itself: plugins that import each other while they start. */
public final class ImportCycleException extends PluginException {

    @SuppressWarnings("serial") // a list of the JDK's that is serializable
    private final List<String> path;

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param path module names; the first one is also the last
     * @param cause the real cause, if it is another exception
     */
    public ImportCycleException(String message, Origin origin, List<String> path, @Nullable Throwable cause) {
        super(message, origin, cause);
        this.path = List.copyOf(path);
    }

    /**
     * The cycle.
     *
     * @return module names; the first one is also the last
     */
    public List<String> path() {
        return path;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
