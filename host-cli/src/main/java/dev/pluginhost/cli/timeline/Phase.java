package dev.pluginhost.cli.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Imports that belong together: from a request until no import is under way, and none is requested for a second. What
 * {@code start()} imports in the background is a phase of its own, as {@code start()} returns before it.
 *
 * @param kind what caused it
 * @param imports its imports, in the order of their requests
 * @param from when the first was requested, in nanoseconds after the first request of the timeline
 * @param to when the last had ended
 * @param path the longest path: the steps that add up to its time, oldest first
 */
record Phase(Kind kind, List<TimedImport> imports, long from, long to, List<Step> path) {

    /** What the host gives as the code that has requested the imports of a start. */
    static final String START = "PluginHost.start";

    private static final long PAUSE = 1_000_000_000;

    /** What caused a phase. */
    enum Kind {
        /** The first imports of a start: the eager plugins, or the background plugins if none is eager. */
        START("start"),

        /** What a start goes on to import when its eager plugins are there. */
        BACKGROUND("background"),

        /** Requests of the application or of plugins. */
        REQUESTS("on request");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /**
     * A part of the longest path: what one import did in a time that no other explains.
     *
     * @param of the import
     * @param from when this part began
     * @param begun until when the import waited in this part; equals {@code from} if it did not wait
     * @param to when this part ended
     * @param cause why it did not begin earlier
     * @param after the import that it had to wait for; its own if there is none
     */
    record Step(TimedImport of, long from, long begun, long to, Cause cause, TimedImport after) {

        long duration() {
            return to - from;
        }
    }

    /** Why a step did not begin earlier. */
    enum Cause {
        /** The import was requested then. */
        REQUESTED("requested"),

        /** A prerequisite was being imported. */
        PREREQUISITE("after its prerequisite"),

        /** The import threads were busy; the end of another import made one free. */
        THREAD("waited for a thread, busy with"),

        /** Code of a plugin that was being imported asked for it. */
        ASKED("asked for by"),

        /** It went on when the import that it had asked for had ended. */
        RESUMED("went on after");

        private final String label;

        Cause(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** The phases of a timeline. */
    static List<Phase> of(List<TimedImport> imports, Prerequisites prerequisites) {
        List<TimedImport> sorted = new ArrayList<>(imports);
        sorted.sort(Comparator.comparingLong(TimedImport::requested).thenComparingInt(TimedImport::index));
        List<Phase> phases = new ArrayList<>();
        List<TimedImport> current = new ArrayList<>();
        Kind kind = Kind.REQUESTS;
        long lastBegun = Long.MIN_VALUE;
        long end = Long.MIN_VALUE;
        for (TimedImport next : sorted) {
            boolean byStart = isByStart(next);
            boolean paused = !current.isEmpty() && next.requested() - end >= PAUSE;
            // A start requests all of its eager plugins before the first of them begins.
            boolean goesOn = byStart
                    && kind == Kind.START
                    && next.requested() > lastBegun
                    && next.requested() >= end - Prerequisites.TOLERANCE;
            if (paused || goesOn) {
                phases.add(phase(kind, current, end, prerequisites));
                current = new ArrayList<>();
                kind = paused ? Kind.REQUESTS : Kind.BACKGROUND;
                lastBegun = Long.MIN_VALUE;
                end = Long.MIN_VALUE;
            }
            if (byStart && kind == Kind.REQUESTS) {
                kind = Kind.START;
            }
            current.add(next);
            lastBegun = Math.max(lastBegun, next.begun());
            end = Math.max(end, next.end());
        }
        if (!current.isEmpty()) {
            phases.add(phase(kind, current, end, prerequisites));
        }
        return List.copyOf(phases);
    }

    int failures() {
        return (int) imports.stream().filter(TimedImport::failed).count();
    }

    private static boolean isByStart(TimedImport one) {
        return one.entry().trace().requestedBy().equals(START);
    }

    private static Phase phase(Kind kind, List<TimedImport> imports, long end, Prerequisites prerequisites) {
        List<Step> path = new LongestPath(imports, prerequisites).steps();
        return new Phase(kind, List.copyOf(imports), imports.get(0).requested(), end, path);
    }
}
