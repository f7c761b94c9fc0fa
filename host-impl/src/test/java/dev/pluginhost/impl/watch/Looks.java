package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.watch.SourceWatch.Changes;
import dev.pluginhost.modules.scan.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/** A watch whose walks and whose time are controlled by the test. Files are real. */
final class Looks {

    static final Duration SETTLE = Duration.ofMillis(100);
    static final Duration BOUND = Duration.ofSeconds(1);

    private final List<Changes> reported = new ArrayList<>();
    private final SourceWatch watch;
    private final Settling settling;
    private long time;

    private Looks(List<Source> sources) {
        watch = new SourceWatch(sources, SETTLE, BOUND, reported::add, Looks.class.getClassLoader(), () -> time);
        settling = watch.firstLook();
    }

    static Looks at(Source... sources) {
        return new Looks(List.of(sources));
    }

    static Looks at(Path path) {
        return at(new Source(path, false));
    }

    void pass(long millis) {
        time += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Looks, and returns the pause after it. */
    Duration pause() {
        return Duration.ofNanos(watch.look(settling));
    }

    /** Looks, and returns what is reported. */
    @Nullable
    Changes look() {
        reported.clear();
        pause();
        Assertions.assertTrue(reported.size() <= 1, reported::toString);
        return reported.isEmpty() ? null : reported.get(0);
    }

    /** Looks when some time has passed; nothing must be reported. */
    void nothingAfter(long millis) {
        pass(millis);
        Assertions.assertNull(look());
    }

    /** The places of parts that are written to since the last report. */
    Set<Path> written() {
        return watch.writtenSinceReport();
    }

    /** All that is reported if nothing more happens. */
    List<Changes> rest() {
        reported.clear();
        for (int looks = 0; looks < 1000; looks++) {
            Duration pause = pause();
            if (pause.compareTo(SETTLE) > 0) {
                return List.copyOf(reported);
            }
            time += pause.toNanos();
        }
        throw new AssertionError("does not settle, but reported " + reported);
    }

    /** These are reported once if nothing more happens; nothing is reported if there are none. */
    void reports(Path... changed) {
        List<Changes> expected = changed.length == 0 ? List.of() : List.of(new Changes(Set.of(changed), Set.of()));
        Assertions.assertEquals(expected, rest());
    }
}
