package dev.pluginhost.cli.timeline;

import dev.pluginhost.ImportStage;
import dev.pluginhost.cli.base.Json;
import java.lang.module.ModuleDescriptor.Version;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A timeline in the Trace Event format: a slice for each import and each of its stages, on a track for each import thread, and an
 * arrow from each prerequisite. Times are microseconds after the first request.
 */
final class TraceEvents {

    private static final int PROCESS = 1;

    private final Timeline timeline;
    private final List<Object> events = new ArrayList<>();
    private final int[] tracks;

    private TraceEvents(Timeline timeline) {
        this.timeline = timeline;
        this.tracks = new int[timeline.imports().size()];
    }

    static String of(Timeline timeline) {
        TraceEvents trace = new TraceEvents(timeline);
        trace.write();
        Json all = Json.object();
        all.with("displayTimeUnit", "ms");
        Json other = Json.object();
        other.with("source", timeline.source());
        other.with("began", timeline.origin().toString());
        all.with("otherData", other);
        all.with("traceEvents", trace.events);
        return all.compact();
    }

    private void write() {
        metadata("process_name", 0, Json.object().with("name", "PluginHost: " + timeline.source()));
        int track = 0;
        for (Lane lane : timeline.lanes()) {
            int row = 0;
            for (List<TimedImport> imports : lane.rows()) {
                track++;
                row++;
                // Slices of one track may only nest, so imports at one time on one thread have tracks of their own.
                String name = row == 1 ? lane.label() : lane.label() + " (" + row + ")";
                metadata("thread_name", track, Json.object().with("name", name));
                metadata("thread_sort_index", track, Json.object().with("sort_index", track));
                for (TimedImport one : imports) {
                    tracks[one.index()] = track;
                    slices(one, track);
                }
            }
        }
        int arrow = 0;
        for (TimedImport one : timeline.imports()) {
            for (TimedImport prerequisite : timeline.prerequisites().of(one)) {
                if (one.ran() && prerequisite.ran()) {
                    arrow++;
                    arrow("s", arrow, tracks[prerequisite.index()], last(prerequisite));
                    arrow("f", arrow, tracks[one.index()], first(one));
                }
            }
        }
    }

    private void slices(TimedImport one, int track) {
        Json arguments = Json.object();
        one.entry().version().map(Version::toString).ifPresent(version -> arguments.with("version", version));
        arguments.with("outcome", one.failed() ? "FAILED" : "IMPORTED");
        arguments.with("requested by", one.entry().trace().requestedBy());
        arguments.with("import thread", one.thread());
        arguments.with("waited (ms)", BigDecimal.valueOf(one.begun() - one.requested(), 6));
        if (!one.entry().prerequisites().isEmpty()) {
            arguments.with("prerequisites", String.join(", ", one.entry().prerequisites()));
        }
        one.entry().failure().ifPresent(failure -> {
            arguments.with("reason", failure.reason().name());
            arguments.with("message", failure.message());
        });
        slice(one.name(), one.failed() ? "import,failed" : "import", track, one.begun(), one.end(), arguments);
        long at = one.begun();
        for (ImportStage stage : ImportStage.values()) {
            if (stage.compareTo(ImportStage.OPEN) >= 0 && one.reached(stage)) {
                long end = at + one.stage(stage);
                slice(
                        stage.name().toLowerCase(Locale.ROOT),
                        "stage",
                        track,
                        at,
                        end,
                        Json.object().with("plugin", one.name()));
                at = end;
            }
        }
    }

    /** A moment within the slice of an import, shortly after its begin. */
    private static long first(TimedImport one) {
        return Math.min(one.begun() + 1, one.end());
    }

    /** A moment within the slice of an import, shortly before its end. */
    private static long last(TimedImport one) {
        return Math.max(one.begun(), one.end() - 1);
    }

    private void slice(String name, String category, int track, long from, long to, Json arguments) {
        Json event = event("X", name, track);
        event.with("cat", category);
        event.with("ts", micros(from));
        event.with("dur", micros(to - from));
        event.with("args", arguments);
        events.add(event);
    }

    private void arrow(String phase, int id, int track, long at) {
        Json event = event(phase, "prerequisite", track);
        event.with("cat", "prerequisite");
        event.with("id", id);
        event.with("ts", micros(at));
        if (phase.equals("f")) {
            event.with("bp", "e"); // it leads to the slice that encloses it, not to the next one
        }
        events.add(event);
    }

    private void metadata(String name, int track, Json arguments) {
        Json event = event("M", name, track);
        event.with("args", arguments);
        events.add(event);
    }

    private static Json event(String phase, String name, int track) {
        Json event = Json.object();
        event.with("ph", phase);
        event.with("name", name);
        event.with("pid", PROCESS);
        event.with("tid", track);
        return event;
    }

    private static BigDecimal micros(long nanos) {
        return BigDecimal.valueOf(nanos, 3);
    }
}
