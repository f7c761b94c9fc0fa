package dev.pluginhost;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plugin that the plugin requires, directly or not, could not be imported; the cause is its failure. */
public final class PrerequisiteFailedException extends PluginException {

    @SuppressWarnings("serial") // a list of the JDK's that is serializable
    private final List<String> path;

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param path module names, the plugin first, the one that failed last
     * @param cause the real cause, if it is another exception
     */
    public PrerequisiteFailedException(String message, Origin origin, List<String> path, @Nullable Throwable cause) {
        super(message, origin, cause);
        this.path = List.copyOf(path);
    }

    /**
     * The way from the plugin to the one that failed.
     *
     * @return module names, the plugin first, the one that failed last
     */
    public List<String> path() {
        return path;
    }

    @Override
    public boolean retryable() {
        return getCause() instanceof PluginException failure && failure.retryable();
    }
}
