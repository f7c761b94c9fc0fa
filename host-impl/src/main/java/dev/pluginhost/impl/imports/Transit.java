package dev.pluginhost.impl.imports;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plugin on its way in or out: what somebody may have to wait for. Safe for use by any thread. */
sealed interface Transit permits Flight, Departure {

    /** The plugin's name. */
    String name();

    /** Where the plugin is on disk. */
    Path location();

    /** What it is, for messages: "import of plugin acme.weather". */
    String words();

    /** The life of the plugin that it begins or ends; none any more if that is over. */
    @Nullable
    Incarnation incarnation();

    /** Whether it has come to its end. */
    boolean isOver();

    /** What has to be over before it can begin, as far as it is not; nothing once a thread is at it. */
    List<Transit> needs();

    /** Calls back once when it is over, at once if it is. */
    void whenOver(Runnable listener);

    /** Forgets a listener: it need not be called back any more. */
    void forget(Object listener);
}
