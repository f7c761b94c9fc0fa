package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import dev.pluginhost.impl.lifecycle.RunningPlugin.UnreadableServiceException;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ResolutionException;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Says which failure it is when something was thrown at a stage of an import, and why. Stateless. */
final class Diagnoses {

    private Diagnoses() {}

    /** The failure that something thrown is. Never throws. Takes two seconds if a plugin's exception hangs when it is asked. */
    static Failure of(Flight flight, Throwable thrown) {
        try {
            return byStage(flight, thrown, Thrown.copy(thrown));
        } catch (Throwable again) { // such as no memory for words
            Candidate candidate = flight.node().candidate();
            return Failure.of(
                    Reason.START_FAILED,
                    candidate,
                    flight.times().stage(),
                    "Plugin " + candidate.name() + " (" + candidate.location() + ") failed with "
                            + thrown.getClass().getName() + ", which cannot be described",
                    thrown);
        }
    }

    private static Failure byStage(Flight flight, Throwable thrown, ThrownCopy told) {
        Candidate candidate = flight.node().candidate();
        ImportStage stage = flight.times().stage();
        String plugin = "Plugin " + candidate.name() + " (" + candidate.location() + ")";
        if (stage == ImportStage.START
                && unwrapped(thrown) instanceof PluginException cycle
                && cycle.reason() == Reason.IMPORT_CYCLE) {
            return new Failure(
                    Reason.IMPORT_CYCLE,
                    plugin + " cannot start: " + innermost(cycle).getMessage(),
                    new Origin(candidate.name(), stage, Optional.of(candidate.location())),
                    cycle.path(),
                    cycle,
                    told);
        }
        if (thrown instanceof UnreadableServiceException) {
            return Failure.of(
                    Reason.UNREADABLE,
                    candidate,
                    stage,
                    plugin + " cannot be read: " + Thrown.message(thrown)
                            + "; make its files whole and readable, and import it again",
                    thrown,
                    told);
        }
        return switch (stage) {
            case OPEN ->
                Failure.of(
                        Reason.UNREADABLE,
                        candidate,
                        stage,
                        plugin + " cannot be opened: " + reason(thrown)
                                + (thrown instanceof IOException ? "" : " (unexpected)")
                                + "; put a whole file there and call refresh()",
                        thrown);
            case RESOLVE, DEFINE ->
                Failure.of(
                        Reason.UNRESOLVABLE,
                        candidate,
                        stage,
                        plugin + " cannot be " + (stage == ImportStage.RESOLVE ? "resolved: " : "defined: ")
                                + reason(thrown),
                        thrown);
            case QUEUE, FIND, PLAN ->
                Failure.of(
                        Reason.START_FAILED,
                        candidate,
                        stage,
                        plugin + " could not be begun: " + reason(thrown),
                        thrown);
            case START ->
                Failure.of(
                        Reason.START_FAILED,
                        candidate,
                        stage,
                        plugin + " failed to start" + place(candidate, told) + ": " + startReason(thrown, told),
                        thrown,
                        told);
        };
    }

    /** A cycle is told once by each plugin on it; the first one tells it all. */
    private static PluginException innermost(PluginException cycle) {
        PluginException innermost = cycle;
        while (innermost.getCause() != null
                && unwrapped(innermost.getCause()) instanceof PluginException cause
                && cause.reason() == Reason.IMPORT_CYCLE) {
            innermost = cause;
        }
        return innermost;
    }

    /** What the JDK has thrown says itself what is wrong. */
    private static String reason(Throwable thrown) {
        boolean telling = thrown instanceof ResolutionException
                || thrown instanceof FindException
                || thrown instanceof LayerInstantiationException
                || thrown instanceof IOException;
        return telling ? Thrown.message(thrown) : Thrown.text(thrown);
    }

    /** Futures wrap what they end with, and again what they end with for that; Swing and reflection wrap as well. */
    private static Throwable unwrapped(Throwable thrown) {
        Throwable inner = thrown;
        for (Throwable cause = Thrown.causeOf(inner);
                cause != null && isWrapping(inner);
                cause = Thrown.causeOf(inner)) {
            inner = cause;
        }
        return inner;
    }

    private static boolean isWrapping(Throwable thrown) {
        return thrown instanceof CompletionException
                || thrown instanceof ExecutionException
                || thrown instanceof InvocationTargetException;
    }

    private static String startReason(Throwable wrapped, ThrownCopy told) {
        Throwable thrown = unwrapped(wrapped);
        Throwable words = told;
        for (Throwable outer = wrapped; outer != thrown && words.getCause() != null; words = words.getCause()) {
            outer = Objects.requireNonNull(Thrown.causeOf(outer));
        }
        return thrown instanceof ExceptionInInitializerError && words.getCause() != null
                ? "a static initialiser threw " + words.getCause()
                : words.toString();
    }

    /** Where in the plugin's own code it happened, which is what its author wants to know first. */
    private static String place(Candidate candidate, ThrownCopy told) {
        for (StackTraceElement frame : told.rootFrames()) {
            if (candidate.name().equals(frame.getModuleName())) {
                return " (at " + Places.describe(frame) + ")";
            }
        }
        return "";
    }
}
