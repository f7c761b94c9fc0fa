package dev.pluginhost.cli.timeline;

import dev.pluginhost.ImportStage;
import dev.pluginhost.cli.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The page for browsers: a frame, a style, a script, and the timeline as data. Its content security policy allows this style and
 * this script alone, so nothing in a name of a plugin can run, and the page asks no network for anything.
 */
final class TimelinePage {

    private TimelinePage() {}

    static String of(Timeline timeline) {
        String style = resource("timeline.css");
        String script = resource("timeline.js");
        String policy = "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script)
                + "'; base-uri 'none'; form-action 'none'";
        // One pass, as the data may contain what looks like a place to fill.
        StringBuilder page = new StringBuilder();
        String frame = resource("timeline.html");
        Map<String, String> parts =
                Map.of("POLICY", policy, "STYLE", style, "SCRIPT", script, "DATA", escaped(data(timeline)));
        int at = 0;
        while (true) {
            int open = frame.indexOf("{{", at);
            if (open < 0) {
                return page.append(frame, at, frame.length()).toString();
            }
            int close = frame.indexOf("}}", open);
            page.append(frame, at, open).append(parts.get(frame.substring(open + 2, close)));
            at = close + 2;
        }
    }

    /** As text that ends no element: in JSON, what is escaped here is only ever within a string. */
    private static String escaped(Json data) {
        return data.compact().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    /** What the script reads. Names are short, as a page may hold ten thousand imports. */
    private static Json data(Timeline timeline) {
        Json data = Json.object();
        data.with("source", timeline.source());
        data.with("notes", timeline.notes());
        data.with("began", timeline.origin().toEpochMilli());
        data.with("span", timeline.span());
        List<Object> imports = new ArrayList<>();
        timeline.imports().forEach(one -> imports.add(data(timeline, one)));
        data.with("imports", imports);
        List<Object> lanes = new ArrayList<>();
        for (Lane lane : timeline.lanes()) {
            List<Object> rows = new ArrayList<>();
            lane.rows().forEach(row -> rows.add(indices(row)));
            Json part = Json.object();
            part.with("label", lane.label());
            part.with("threads", lane.threads());
            part.with("rows", rows);
            lanes.add(part);
        }
        data.with("lanes", lanes);
        List<Object> phases = new ArrayList<>();
        timeline.phases().forEach(phase -> phases.add(data(phase)));
        data.with("phases", phases);
        return data;
    }

    private static Json data(Timeline timeline, TimedImport one) {
        Json data = Json.object();
        data.with("name", one.name());
        one.entry().version().map(Version::toString).ifPresent(version -> data.with("version", version));
        data.with("at", one.requested());
        List<Object> times = new ArrayList<>();
        for (ImportStage stage : ImportStage.values()) {
            times.add(one.reached(stage) ? one.stage(stage) : -1);
        }
        data.with("times", times);
        data.with("by", one.entry().trace().requestedBy());
        data.with("thread", one.thread());
        List<TimedImport> prerequisites = timeline.prerequisites().of(one);
        if (!prerequisites.isEmpty()) {
            data.with("needs", indices(prerequisites));
        }
        List<String> missing = timeline.prerequisites().missing(one);
        if (!missing.isEmpty()) {
            data.with("earlier", missing);
        }
        one.entry().failure().ifPresent(failure -> {
            Json failed = Json.object();
            failed.with("reason", failure.reason().name());
            failed.with("stage", failure.stage().name());
            failed.with("message", failure.message());
            data.with("failure", failed);
        });
        return data;
    }

    private static Json data(Phase phase) {
        Json data = Json.object();
        data.with("label", phase.kind().label());
        data.with("from", phase.from());
        data.with("to", phase.to());
        data.with("imports", indices(phase.imports()));
        List<Object> path = new ArrayList<>();
        for (Phase.Step step : phase.path()) {
            Json part = Json.object();
            part.with("of", step.of().index());
            part.with("from", step.from());
            part.with("begun", step.begun());
            part.with("to", step.to());
            part.with("cause", step.cause().name());
            part.with("label", step.cause().label());
            part.with("after", step.after().index());
            path.add(part);
        }
        data.with("path", path);
        return data;
    }

    private static List<Object> indices(List<TimedImport> imports) {
        List<Object> indices = new ArrayList<>();
        imports.forEach(one -> indices.add(one.index()));
        return indices;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JDK has no SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = TimelinePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Resource " + name + " is missing in host-cli; build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
