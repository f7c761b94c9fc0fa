package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.discovery.Source;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** A watch whose looks, and whose time, are the test's. Files are real. */
final class Rounds implements AutoCloseable {

    static final Duration SETTLE = Duration.ofMillis(100);
    static final Pace PACE = new Pace(SETTLE, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(10));

    private final Events events;
    private final Round round;
    private long time;

    private Rounds(Disk disk, Services services, List<Source> sources) {
        Complaints complaints = new Complaints(PACE);
        events = new Events(
                services, new Bell(), DaemonThreads.plain("rounds-", Rounds.class.getClassLoader()), complaints);
        round = new Round(new Lookout(sources, disk), events, complaints, PACE, () -> time);
    }

    static Rounds of(Disk disk, Services services, Source... sources) {
        return new Rounds(disk, services, List.of(sources));
    }

    /** Of sources on file systems without events. */
    static Rounds of(Source... sources) {
        return of(Disk.REAL, FakeEvents.NONE, sources);
    }

    static Rounds of(Path path) {
        return of(new Source.Artifacts(path));
    }

    void pass(long millis) {
        time += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    Round.Outcome look() {
        return round.look(false);
    }

    Round.Outcome hear() {
        return round.look(true);
    }

    /** Looks when some time has passed, with nothing to tell. */
    void nothingAfter(long millis) {
        pass(millis);
        Assertions.assertNull(look().settled());
    }

    /** All that is told if nothing more happens. */
    List<Settled> rest() {
        List<Settled> told = new ArrayList<>();
        for (int looks = 0; looks < 1000; looks++) {
            Round.Outcome outcome = look();
            if (outcome.settled() != null) {
                told.add(outcome.settled());
            } else if (outcome.most() >= PACE.quickTick().toNanos()) {
                return told;
            }
            time += outcome.most();
        }
        throw new AssertionError("never quiet, but told " + told);
    }

    /** That these are told, and once, if nothing more happens; nothing at all, if there are none. */
    void tells(Path... changed) {
        List<Settled> expected = changed.length == 0 ? List.of() : List.of(new Settled(Set.of(changed), Set.of()));
        Assertions.assertEquals(expected, rest());
    }

    @Override
    public void close() {
        events.close();
    }
}
