package dev.pluginhost.impl.recording;

import dev.pluginhost.PluginInfo;
import dev.pluginhost.TimelineEntry;
import java.lang.module.ModuleDescriptor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How an import went. Nothing is made of it before somebody asks: mostly nobody does. Keeps nothing of the plugin alive. Immutable. */
public record EndedImport(
        String name,
        Optional<ModuleDescriptor.Version> version,
        List<String> prerequisites,
        String requestedBy,
        Instant requestedAt,
        String thread,
        Course course,
        long end,
        Optional<PluginInfo.Failure> failure) {

    public PluginInfo.Trace trace() {
        return new PluginInfo.Trace(requestedBy, requestedAt, thread, course.times(end));
    }

    /** The same without the stack of its failure, which may be long. */
    EndedImport brief() {
        if (failure.isEmpty() || failure.get().details().isEmpty()) {
            return this;
        }
        PluginInfo.Failure why = failure.get();
        PluginInfo.Failure brief = new PluginInfo.Failure(why.reason(), why.stage(), why.message(), "", why.at());
        return new EndedImport(
                name, version, prerequisites, requestedBy, requestedAt, thread, course, end, Optional.of(brief));
    }

    TimelineEntry entry() {
        return new TimelineEntry(name, version, prerequisites, trace(), failure);
    }

    /** A line for the log. */
    @Override
    public String toString() {
        return "Import of " + name + version.map(is -> " " + is).orElse("")
                + (failure.isEmpty() ? " took " : " failed after ") + Course.millis(trace().total()) + " ("
                + course.inWords(end) + "), wanted by " + requestedBy + (thread.isEmpty() ? "" : ", on " + thread);
    }
}
