package dev.pluginhost.cli.timeline;

import dev.pluginhost.ImportStage;
import dev.pluginhost.cli.base.Json;
import java.util.ArrayList;
import java.util.List;

/** A timeline for programs. Durations and offsets are nanoseconds. */
final class TimelineJson {

    private TimelineJson() {}

    static Json of(Timeline timeline) {
        Json all = Json.object();
        all.with("source", timeline.source());
        all.with("notes", timeline.notes());
        if (!timeline.isEmpty()) {
            all.with("began", timeline.origin().toString());
        }
        all.with("nanos", timeline.span());
        all.with("failed", timeline.failures());
        List<Object> imports = new ArrayList<>();
        timeline.imports().forEach(one -> imports.add(of(one)));
        all.with("imports", imports);
        List<Object> phases = new ArrayList<>();
        timeline.phases().forEach(phase -> phases.add(of(phase)));
        all.with("phases", phases);
        return all;
    }

    private static Json of(TimedImport one) {
        Json json = Json.object();
        json.with("name", one.name());
        json.with("version", one.entry().version());
        json.with("outcome", one.failed() ? "FAILED" : "IMPORTED");
        json.with("requestedBy", one.entry().trace().requestedBy());
        json.with("requestedAt", one.entry().trace().requestedAt().toString());
        json.with("thread", one.thread());
        json.with("prerequisites", one.entry().prerequisites());
        json.with("fromNanos", one.requested());
        json.with("toNanos", one.end());
        Json stages = Json.object();
        for (ImportStage stage : one.entry().trace().times().keySet()) {
            stages.with(stage.name(), one.stage(stage));
        }
        json.with("stageNanos", stages);
        one.entry().failure().ifPresent(failure -> {
            Json failed = Json.object();
            failed.with("reason", failure.reason().name());
            failed.with("stage", failure.stage().name());
            failed.with("message", failure.message());
            json.with("failure", failed);
        });
        return json;
    }

    private static Json of(Phase phase) {
        Json json = Json.object();
        json.with("kind", phase.kind().name());
        json.with("fromNanos", phase.from());
        json.with("toNanos", phase.to());
        json.with("imports", phase.imports().size());
        json.with("failed", phase.failures());
        List<Object> path = new ArrayList<>();
        for (Phase.Step step : phase.path()) {
            Json part = Json.object();
            part.with("name", step.of().name());
            part.with("fromNanos", step.from());
            part.with("toNanos", step.to());
            part.with("queuedNanos", step.begun() - step.from());
            part.with("cause", step.cause().name());
            part.with(
                    "after",
                    step.cause() == Phase.Cause.REQUESTED ? null : step.after().name());
            path.add(part);
        }
        json.with("longestPath", path);
        return json;
    }
}
