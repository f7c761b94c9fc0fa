package dev.pluginhost;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plugin was not unloaded because others require it, which are imported or being imported, and the caller does not want to
 * unload these.
 */
public final class PluginInUseException extends PluginException {

    @SuppressWarnings("serial") // an immutable list of the JDK, which is serializable
    private final List<String> dependents;

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, what wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param dependents the plugins that require it, sorted
     * @param cause the real cause, if it is another exception
     */
    public PluginInUseException(String message, Origin origin, List<String> dependents, @Nullable Throwable cause) {
        super(Reason.IN_USE, message, origin, cause);
        this.dependents = List.copyOf(dependents);
    }

    /**
     * The plugins that require it.
     *
     * @return their names, sorted
     */
    public List<String> dependents() {
        return dependents;
    }
}
