package dev.pluginhost.cli.timeline;

import dev.pluginhost.ImportStage;
import dev.pluginhost.TimelineEntry;
import dev.pluginhost.cli.base.Text;
import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The summary for a terminal. Control characters are escaped. */
final class TimelineText {

    private static final int MOST_SLOWEST = 10;
    private static final int MOST_STEPS = 20;
    private static final int MOST_PHASES = 5;
    private static final int LONGEST_NAME = 48;

    private final Timeline timeline;
    private final StringBuilder text = new StringBuilder();

    private TimelineText(Timeline timeline) {
        this.timeline = timeline;
    }

    static String of(Timeline timeline) {
        TimelineText text = new TimelineText(timeline);
        text.write();
        return text.text.toString();
    }

    /** A duration with three digits and its unit. */
    static String time(long nanos) {
        if (nanos == 0) {
            return "0 ms";
        }
        double value = nanos;
        String unit = "ns";
        if (Math.abs(nanos) >= 999_500_000) {
            value = nanos / 1e9;
            unit = "s";
        } else if (Math.abs(nanos) >= 999_500) {
            value = nanos / 1e6;
            unit = "ms";
        } else if (Math.abs(nanos) >= 1_000) {
            value = nanos / 1e3;
            unit = "µs";
        }
        int decimals = unit.equals("ns") || Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, unit);
    }

    private void write() {
        if (timeline.isEmpty()) {
            text.append("No imports in ")
                    .append(Printable.text(timeline.source()))
                    .append(System.lineSeparator());
            return;
        }
        long threads = timeline.imports().stream()
                .map(TimedImport::thread)
                .filter(name -> !name.isEmpty())
                .distinct()
                .count();
        line(
                "%s on %s within %s, %d failed (%s)",
                Text.count(timeline.imports().size(), "import"),
                Text.count(threads, "thread"),
                time(timeline.span()),
                timeline.failures(),
                Printable.text(timeline.source()));
        slowest();
        int shown = 0;
        for (Phase phase : timeline.phases()) {
            if (phase.imports().size() > 1
                    || phase.kind() != Phase.Kind.REQUESTS
                    || timeline.phases().size() == 1) {
                if (++shown > MOST_PHASES) {
                    line("");
                    line("Later phases are left out; make a page (-o FILE.html) to see them");
                    break;
                }
                path(phase);
            }
        }
        failures();
    }

    private void slowest() {
        List<TimedImport> slowest = new ArrayList<>(timeline.imports());
        slowest.sort(Comparator.comparingLong((TimedImport one) -> one.end() - one.begun())
                .reversed());
        slowest.removeIf(one -> !one.ran());
        slowest = slowest.subList(0, Math.min(MOST_SLOWEST, slowest.size()));
        if (slowest.isEmpty()) {
            return;
        }
        line("");
        line("Slowest imports");
        int width = slowest.stream().mapToInt(one -> title(one).length()).max().orElse(0);
        String format = "  %-" + width + "s  %9s  %9s  %9s  %9s  %9s  %9s  %s";
        line(format, "", "IMPORT", "queue", "open", "resolve", "define", "start", "thread");
        for (TimedImport one : slowest) {
            line(
                    format,
                    title(one),
                    time(one.end() - one.begun()),
                    stage(one, ImportStage.QUEUE),
                    stage(one, ImportStage.OPEN),
                    stage(one, ImportStage.RESOLVE),
                    stage(one, ImportStage.DEFINE),
                    stage(one, ImportStage.START),
                    Printable.text(one.thread()));
        }
    }

    private void path(Phase phase) {
        line("");
        List<Phase.Step> steps = phase.path();
        long first = steps.isEmpty() ? phase.to() : steps.get(0).from();
        line(
                "Longest path (%s, %s): %s",
                phase.kind().label(), Text.count(phase.imports().size(), "import"), time(phase.to() - first));
        int from = Math.max(0, steps.size() - MOST_STEPS);
        if (from > 0) {
            line("  %s before these", Text.count(from, "step"));
        }
        int width =
                steps.stream().mapToInt(step -> title(step.of()).length()).max().orElse(0);
        for (Phase.Step step : steps.subList(from, steps.size())) {
            line("  %9s  %-" + width + "s  %s", time(step.duration()), title(step.of()), why(step));
        }
    }

    private static String why(Phase.Step step) {
        String cause = step.cause() == Phase.Cause.REQUESTED
                ? "requested by " + Printable.text(step.of().entry().trace().requestedBy())
                : step.cause().label() + " " + shortName(step.after().name());
        long waited = step.begun() - step.from();
        return waited >= Prerequisites.TOLERANCE ? cause + "; " + time(waited) + " of it in the queue" : cause;
    }

    private void failures() {
        if (timeline.failures() == 0) {
            return;
        }
        line("");
        line("Failed imports");
        for (TimedImport one : timeline.imports()) {
            one.entry().failure().ifPresent(failure -> line("  %s: %s", title(one), failure.message()));
        }
    }

    private static String title(TimedImport one) {
        return shortName(one.name()) + version(one.entry(), " ");
    }

    static String version(TimelineEntry entry, String before) {
        return entry.version()
                .map(Version::toString)
                .map(is -> before + Printable.text(is))
                .orElse("");
    }

    private static String shortName(String name) {
        String plain = Printable.name(name);
        return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME - 3) + "...";
    }

    private static String stage(TimedImport one, ImportStage stage) {
        return one.reached(stage) ? time(one.stage(stage)) : "-";
    }

    private void line(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        text.append(line.stripTrailing()).append(System.lineSeparator());
    }
}
