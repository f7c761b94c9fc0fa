package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportCycleException;
import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ResolutionException;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Says which failure it is when something was thrown at a stage of an import, and why. Stateless. */
final class Diagnoses {

    private Diagnoses() {}

    /** The failure that something thrown is; never throws, though what a plugin has thrown may not even have a message. */
    static Failure of(Flight flight, Throwable thrown) {
        try {
            return byStage(flight, thrown);
        } catch (Throwable again) { // from methods that the plugin's exception overrides
            Candidate candidate = flight.node().candidate();
            return Failure.of(
                    Failure.Kind.START,
                    candidate,
                    flight.times().stage(),
                    "Plugin " + candidate.name() + " (" + candidate.location() + ") failed with "
                            + thrown.getClass().getName() + ", which cannot be described",
                    thrown);
        }
    }

    private static Failure byStage(Flight flight, Throwable thrown) {
        Candidate candidate = flight.node().candidate();
        ImportStage stage = flight.times().stage();
        String plugin = "Plugin " + candidate.name() + " (" + candidate.location() + ")";
        if (stage == ImportStage.START && unwrapped(thrown) instanceof ImportCycleException cycle) {
            return new Failure(
                    Failure.Kind.CYCLE,
                    plugin + " cannot start: " + innermost(cycle).getMessage(),
                    new Origin(candidate.name(), stage, Optional.of(candidate.location())),
                    cycle.path(),
                    cycle);
        }
        return switch (stage) {
            case OPEN ->
                Failure.of(
                        Failure.Kind.UNREADABLE,
                        candidate,
                        stage,
                        plugin + " cannot be opened: " + reason(thrown)
                                + (thrown instanceof IOException ? "" : " (unexpected)")
                                + "; put a whole file there and call refresh()",
                        thrown);
            case RESOLVE, DEFINE ->
                Failure.of(
                        Failure.Kind.UNRESOLVABLE,
                        candidate,
                        stage,
                        plugin + " cannot be " + (stage == ImportStage.RESOLVE ? "resolved: " : "defined: ")
                                + reason(thrown)
                                + (thrown instanceof ResolutionException || thrown instanceof FindException
                                        ? "; check() lists what is wrong with all plugins"
                                        : ""),
                        thrown);
            case QUEUE, FIND, PLAN ->
                Failure.of(
                        Failure.Kind.START,
                        candidate,
                        stage,
                        plugin + " could not be begun: " + reason(thrown),
                        thrown);
            case START ->
                Failure.of(
                        Failure.Kind.START,
                        candidate,
                        stage,
                        plugin + " failed to start" + place(candidate, thrown) + ": " + startReason(thrown),
                        thrown);
        };
    }

    /** A cycle is told once by each plugin on it; the first one tells it all. */
    private static ImportCycleException innermost(ImportCycleException cycle) {
        ImportCycleException innermost = cycle;
        while (innermost.getCause() != null && unwrapped(innermost.getCause()) instanceof ImportCycleException cause) {
            innermost = cause;
        }
        return innermost;
    }

    /** What the JDK has thrown says itself what is wrong. */
    private static String reason(Throwable thrown) {
        boolean telling = thrown instanceof ResolutionException
                || thrown instanceof FindException
                || thrown instanceof IOException;
        String message = telling ? thrown.getMessage() : null;
        return message != null ? message : Thrown.text(thrown);
    }

    /** Futures wrap what they end with, and again what they end with for that; Swing and reflection wrap as well. */
    private static Throwable unwrapped(Throwable thrown) {
        Throwable inner = thrown;
        for (Throwable cause = inner.getCause(); cause != null && isWrapping(inner); cause = inner.getCause()) {
            inner = cause;
        }
        return inner;
    }

    private static boolean isWrapping(Throwable thrown) {
        return thrown instanceof CompletionException
                || thrown instanceof ExecutionException
                || thrown instanceof InvocationTargetException;
    }

    private static String startReason(Throwable wrapped) {
        Throwable thrown = unwrapped(wrapped);
        Throwable cause = thrown instanceof ExceptionInInitializerError ? thrown.getCause() : null;
        return cause != null
                ? "a static initialiser threw " + Thrown.text(cause)
                : Thrown.text(thrown) + unreadable(thrown);
    }

    /** A class that is there and cannot be read shows as one that is not there. */
    private static String unreadable(Throwable thrown) {
        Throwable missing = thrown instanceof NoClassDefFoundError ? thrown.getCause() : null;
        return missing instanceof ClassNotFoundException && missing.getCause() instanceof IOException
                ? " (" + missing.getMessage() + ")"
                : "";
    }

    /** Where in the plugin's own code it happened, which is what its author wants to know first. */
    private static String place(Candidate candidate, Throwable thrown) {
        Throwable root = thrown;
        for (int depth = 0; depth < 100 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        for (StackTraceElement frame : root.getStackTrace()) {
            if (candidate.name().equals(frame.getModuleName())) {
                return " (at " + Places.describe(frame) + ")";
            }
        }
        return "";
    }
}
