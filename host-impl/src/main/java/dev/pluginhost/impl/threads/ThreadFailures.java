package dev.pluginhost.impl.threads;

import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.lifecycle.ThreadTrace;
import org.jspecify.annotations.Nullable;

/** What calls of the host as a whole fail with. Apart from the threads, so that these load none of the exceptions. */
final class ThreadFailures {

    private ThreadFailures() {}

    static PluginException timedOut(String fact, @Nullable ThreadTrace trace) {
        return new ImportTimeoutException(fact, Origin.of(""), trace);
    }

    static PluginException interrupted(String call) {
        String thread = Thread.currentThread().getName();
        return new ImportInterruptedException(
                call + " was interrupted on thread \"" + thread + '"', Origin.of(""), null);
    }

    static PluginException wouldBlock(String message) {
        return new WouldBlockException(message, Origin.of(""), null);
    }
}
