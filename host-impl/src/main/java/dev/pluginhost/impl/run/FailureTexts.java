package dev.pluginhost.impl.run;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.lifecycle.ForeignFrame;
import dev.pluginhost.impl.lifecycle.RunningPlugin.UnreadableServiceException;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.wait.Futures;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.layer.Resolver;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ResolutionException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what has failed when something was thrown in a stage of an import. Stateless. */
final class FailureTexts {

    private FailureTexts() {}

    /** The failure for a throwable. Never throws. Takes two seconds if a method of the plugin's exception hangs. */
    static FailedImport of(Import operation, Throwable thrown) {
        Candidate candidate = operation.node().candidate();
        ImportStage stage = operation.stage();
        ThrownCopy copy = Thrown.copy(thrown);
        Origin origin = FailedImport.origin(candidate, stage);
        String plugin = "Plugin " + candidate.name() + " (" + candidate.location() + ")";
        PluginException cycle = stage == ImportStage.START ? cycle(Futures.unwrapped(thrown)) : null;
        if (cycle != null) {
            String message = plugin + " cannot start: " + innermost(cycle).getMessage();
            return new FailedImport(Reason.IMPORT_CYCLE, message, origin, cycle.path(), cycle, copy);
        }
        if (stage == ImportStage.START && thrown instanceof PluginException own && isOfConfiguration(own, candidate)) {
            String message = plugin + " cannot start: " + own.getMessage();
            return new FailedImport(Reason.CONFIGURATION, message, origin, List.of(), own, copy);
        }
        Reason reason = Reason.START_FAILED;
        String message;
        if (thrown instanceof UnreadableServiceException) {
            reason = Reason.UNREADABLE;
            message = " cannot be read: " + Thrown.message(thrown)
                    + "; make its files whole and readable, and import it again";
        } else {
            switch (stage) {
                case OPEN -> {
                    reason = Reason.UNREADABLE;
                    message = " cannot be opened: " + text(thrown)
                            + (thrown instanceof IOException ? "" : " (unexpected)")
                            + "; put a whole file there and call refresh()";
                }
                case RESOLVE, DEFINE -> {
                    reason = Resolver.reason(thrown);
                    message =
                            " cannot be " + (stage == ImportStage.RESOLVE ? "resolved: " : "defined: ") + text(thrown);
                }
                case START -> message = " failed to start" + place(candidate, copy) + ": " + startText(thrown, copy);
                default -> message = " could not be begun: " + text(thrown);
            }
        }
        return new FailedImport(reason, plugin + message, origin, List.of(), thrown, copy);
    }

    /** Whether the plugin's own configuration cannot be had; not that of another plugin, which it imports. */
    private static boolean isOfConfiguration(PluginException thrown, Candidate candidate) {
        return thrown.getClass() == PluginException.class
                && thrown.reason() == Reason.CONFIGURATION
                && thrown.module().equals(candidate.name());
    }

    private static @Nullable PluginException cycle(@Nullable Throwable thrown) {
        return thrown instanceof PluginException failure && failure.reason() == Reason.IMPORT_CYCLE ? failure : null;
    }

    /** Each plugin on a cycle fails with one more exception; the innermost names the whole cycle. */
    private static PluginException innermost(PluginException cycle) {
        PluginException innermost = cycle;
        for (PluginException next = cycle; next != null; ) {
            innermost = next;
            Throwable cause = next.getCause();
            next = cause == null ? null : cycle(Futures.unwrapped(cause));
        }
        return innermost;
    }

    /** What the JDK throws here says itself what is wrong. */
    private static String text(Throwable thrown) {
        boolean telling = thrown instanceof ResolutionException
                || thrown instanceof FindException
                || thrown instanceof LayerInstantiationException
                || thrown instanceof IOException;
        return telling ? Thrown.message(thrown) : Thrown.text(thrown);
    }

    private static String startText(Throwable wrapped, ThrownCopy copy) {
        Throwable thrown = Futures.unwrapped(wrapped);
        Throwable words = copy;
        for (Throwable outer = wrapped; outer != thrown && words.getCause() != null; words = words.getCause()) {
            outer = Objects.requireNonNull(Thrown.causeOf(outer));
        }
        return thrown instanceof ExceptionInInitializerError && words.getCause() != null
                ? "a static initialiser threw " + words.getCause()
                : words.toString();
    }

    /** The innermost frame of the plugin's own code. */
    private static String place(Candidate candidate, ThrownCopy copy) {
        for (StackTraceElement frame : copy.rootFrames()) {
            if (candidate.name().equals(frame.getModuleName())) {
                return " (at " + ForeignFrame.place(frame) + ")";
            }
        }
        return "";
    }
}
