package dev.pluginhost.cli.timeline;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.Reason;
import dev.pluginhost.TimelineEntry;
import java.lang.module.ModuleDescriptor.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Imports for tests: given one by one, or a whole start with many plugins. */
final class Starts {

    static final Instant BEGAN = Instant.parse("2026-03-01T08:30:00Z");

    private Starts() {}

    /** An import of which each time is given in milliseconds. */
    static Given plugin(String name) {
        return new Given(name);
    }

    static final class Given {
        private final String name;
        private List<String> prerequisites = List.of();
        private String requestedBy = Phase.START;
        private long requested;
        private String thread = "pluginhost-import-1";
        private final Map<ImportStage, Duration> times = new EnumMap<>(ImportStage.class);
        private Optional<PluginInfo.Failure> failure = Optional.empty();

        private Given(String name) {
            this.name = name;
            times.put(ImportStage.FIND, Duration.ZERO);
            times.put(ImportStage.PLAN, Duration.ZERO);
        }

        Given needs(String... names) {
            prerequisites = List.of(names);
            return this;
        }

        Given requested(long millis, String by) {
            requested = millis;
            requestedBy = by;
            return this;
        }

        Given on(int number) {
            thread = "pluginhost-import-" + number;
            return this;
        }

        Given on(String name) {
            thread = name;
            return this;
        }

        /** It runs between two times, all of it in its start. */
        Given runs(long from, long to) {
            times.put(ImportStage.QUEUE, Duration.ofMillis(from - requested));
            times.put(ImportStage.OPEN, Duration.ZERO);
            times.put(ImportStage.RESOLVE, Duration.ZERO);
            times.put(ImportStage.DEFINE, Duration.ZERO);
            times.put(ImportStage.START, Duration.ofMillis(to - from));
            return this;
        }

        Given stage(ImportStage stage, Duration time) {
            times.put(stage, time);
            return this;
        }

        Given fails(Reason reason, String message) {
            failure = Optional.of(new PluginInfo.Failure(reason, ImportStage.START, message, "", BEGAN));
            return this;
        }

        TimelineEntry entry() {
            return new TimelineEntry(
                    name,
                    Optional.of(Version.parse("1.2.0")),
                    prerequisites,
                    new PluginInfo.Trace(requestedBy, BEGAN.plusMillis(requested), thread, times),
                    failure);
        }
    }

    static Timeline timeline(Given... given) {
        List<TimelineEntry> entries = new ArrayList<>();
        for (Given each : given) {
            entries.add(each.entry());
        }
        return Timeline.of(entries, "test");
    }

    /**
     * A start with many plugins on some threads: most require a few of those before them, one of a hundred fails. The same number
     * gives the same start.
     */
    static List<TimelineEntry> many(int plugins, int threads) {
        Random random = new Random(42);
        long[] free = new long[threads];
        long[] end = new long[plugins];
        boolean[] failed = new boolean[plugins];
        List<TimelineEntry> entries = new ArrayList<>();
        for (int i = 0; i < plugins; i++) {
            List<Integer> needs = new ArrayList<>();
            for (int n = random.nextInt(4); n > 0 && i > 0; n--) {
                int need = Math.max(0, i - 1 - random.nextInt(40));
                if (!needs.contains(need) && !failed[need]) {
                    needs.add(need);
                }
            }
            int thread = 0;
            for (int t = 1; t < threads; t++) {
                thread = free[t] < free[thread] ? t : thread;
            }
            long begun = free[thread];
            for (int need : needs) {
                begun = Math.max(begun, end[need]);
            }
            long open = 200_000 + random.nextLong(2_000_000);
            long resolve = 50_000 + random.nextLong(500_000);
            long define = 50_000 + random.nextLong(800_000);
            long start = 100_000 + (long) (Math.pow(random.nextDouble(), 6) * 90_000_000);
            boolean fails = i % 100 == 37;
            Given given = plugin("acme.plugin" + i)
                    .needs(needs.stream().map(need -> "acme.plugin" + need).toArray(String[]::new))
                    .on(thread + 1)
                    .stage(ImportStage.FIND, Duration.ofNanos(3_000))
                    .stage(ImportStage.PLAN, Duration.ofNanos(12_000))
                    .stage(ImportStage.QUEUE, Duration.ofNanos(Math.max(0, begun - 15_000)))
                    .stage(ImportStage.OPEN, Duration.ofNanos(open))
                    .stage(ImportStage.RESOLVE, Duration.ofNanos(resolve))
                    .stage(ImportStage.DEFINE, Duration.ofNanos(define))
                    .stage(ImportStage.START, Duration.ofNanos(start));
            if (fails) {
                given.fails(
                        Reason.START_FAILED, "Plugin acme.plugin" + i + " failed to start: its licence has expired");
                failed[i] = true;
            }
            entries.add(given.entry());
            end[i] = Math.max(begun, 15_000) + open + resolve + define + start;
            free[thread] = end[i];
        }
        return entries;
    }
}
