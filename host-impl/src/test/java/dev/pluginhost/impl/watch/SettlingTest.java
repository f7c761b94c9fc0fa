package dev.pluginhost.impl.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.impl.watch.Settling.Decision;
import dev.pluginhost.impl.watch.SourceWatch.Changes;
import dev.pluginhost.modules.scan.Fingerprint;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A change")
class SettlingTest {

    private static final long SETTLE = 10;
    private static final long BOUND = 40;
    private static final Path A = Path.of("a.jar");
    private static final Path B = Path.of("b.jar");

    private final Settling settling = new Settling(Map.of(), SETTLE, BOUND, Snapshot.EMPTY);

    private static Snapshot snapshot(Object... pathsAndSizes) {
        Map<Path, Map<Path, Fingerprint>> artifacts = new HashMap<>();
        for (int i = 0; i < pathsAndSizes.length; i += 2) {
            Path path = (Path) pathsAndSizes[i];
            long size = (int) pathsAndSizes[i + 1];
            artifacts.put(
                    path,
                    Map.of(path, new Fingerprint(Fingerprint.Type.FILE, size, FileTime.fromMillis(0), null, null)));
        }
        return new Snapshot(artifacts, Map.of());
    }

    private Decision look(long time, Object... pathsAndSizes) {
        return settling.next(snapshot(pathsAndSizes), time, time);
    }

    private static void quiet(Decision decision) {
        assertNull(decision.changes());
        assertFalse(decision.moving());
    }

    private static void waits(Decision decision) {
        assertNull(decision.changes());
        assertTrue(decision.moving());
    }

    private static void reports(Set<Path> changed, Set<Path> changing, Decision decision) {
        assertEquals(new Changes(changed, changing), decision.changes());
    }

    @Test
    @DisplayName("is nothing while all is as at first")
    void nothing() {
        quiet(look(0));
        quiet(look(1000));
    }

    @Test
    @DisplayName("is reported once, a settling time after the last look that saw a change")
    void settles() {
        waits(look(0, A, 1));
        waits(look(9, A, 1));
        reports(Set.of(A), Set.of(), look(10, A, 1));
        quiet(look(10, A, 1));
        quiet(look(1000, A, 1));
    }

    @Test
    @DisplayName("is reported when it is gone")
    void gone() {
        look(0, A, 1);
        look(10, A, 1);
        waits(look(20));
        reports(Set.of(A), Set.of(), look(30));
        quiet(look(31));
    }

    @Test
    @DisplayName("is not reported while it grows, and whole when it does not any more")
    void grows() {
        look(0, A, 1);
        waits(look(9, A, 2));
        waits(look(18, A, 3));
        waits(look(25, A, 3));
        reports(Set.of(A), Set.of(), look(28, A, 3));
    }

    @Test
    @DisplayName("waits for other changes, so that a burst is reported together")
    void burst() {
        look(0, A, 1);
        waits(look(9, A, 1, B, 1));
        waits(look(14, A, 1, B, 1));
        reports(Set.of(A, B), Set.of(), look(19, A, 1, B, 1));
    }

    @Test
    @DisplayName("and is as it was before when it has settled is not reported")
    void backAgain() {
        look(0, A, 1);
        waits(look(5));
        quiet(look(15));
    }

    @Test
    @DisplayName("and back again, and another thing: of these only the other one is reported, when both are quiet")
    void oneIsBack() {
        look(0, A, 1);
        look(2, A, 1, B, 1);
        waits(look(9, B, 1));
        waits(look(12, B, 1));
        reports(Set.of(B), Set.of(), look(19, B, 1));
    }

    @Test
    @DisplayName(
            "must not change between two looks of which the first has ended and the second not begun a settling time apart")
    void slowLooks() {
        settling.next(snapshot(A, 1), 0, 8);
        assertNull(settling.next(snapshot(A, 1), 12, 30).changes());
        assertNotNull(settling.next(snapshot(A, 1), 31, 40).changes());
    }

    @Test
    @DisplayName("for longer than the bound no longer keeps the rest waiting, and is reported when it is quiet")
    void restless() {
        look(0, A, 1);
        look(8, A, 2);
        look(16, A, 3, B, 1);
        look(24, A, 4, B, 1);
        Decision waiting = look(32, A, 5, B, 1);
        waits(waiting);
        assertTrue(waiting.restless().isEmpty());
        Decision decision = look(40, A, 6, B, 1);
        reports(Set.of(B), Set.of(A), decision);
        assertEquals(Set.of(A), decision.restless());
        waits(look(41, A, 7, B, 1));
        waits(look(50, A, 8, B, 2));
        reports(Set.of(B), Set.of(A), look(60, A, 9, B, 2));
        waits(look(69, A, 9, B, 2));
        reports(Set.of(A), Set.of(), look(70, A, 9, B, 2));
        assertTrue(look(71, A, 9, B, 2).restless().isEmpty());
    }

    @Test
    @DisplayName("is reported after the bound though ever more changes, and what still does is reported later")
    void endlessBurst() {
        List<Object> files = new ArrayList<>();
        for (int time = 0; time < BOUND; time += 8) {
            files.addAll(List.of(Path.of(time + ".jar"), 1));
            assertNull(look(time, files.toArray()).changes());
        }
        files.addAll(List.of(Path.of("40.jar"), 1));
        reports(
                Set.of(Path.of("0.jar"), Path.of("8.jar"), Path.of("16.jar"), Path.of("24.jar")),
                Set.of(Path.of("32.jar"), Path.of("40.jar")),
                look(BOUND, files.toArray()));
        waits(look(BOUND + 2, files.toArray()));
        reports(Set.of(Path.of("32.jar"), Path.of("40.jar")), Set.of(), look(BOUND + SETTLE, files.toArray()));
    }

    @Test
    @DisplayName("is waited for anew after a burst of which nothing was left to tell")
    void anotherBound() {
        look(0, A, 1);
        look(5);
        quiet(look(15));
        look(1000, A, 1);
        look(1008, A, 1, B, 1);
        waits(look(1012, A, 1, B, 1));
        reports(Set.of(A, B), Set.of(), look(1018, A, 1, B, 1));
    }

    @Test
    @DisplayName("is restless only if it was not quiet for a settling time in between")
    void pausesCount() {
        look(0, A, 1);
        look(10, A, 1);
        for (int time = 20; time < 200; time += 20) {
            assertTrue(look(time, A, time).restless().isEmpty());
            assertNotNull(look(time + 10, A, time).changes());
        }
    }

    /** Two artifacts, each absent or in one of two states, and all that may happen to them at four times. */
    @Test
    @DisplayName("settles to the right state, whatever happens in whatever order")
    void whateverHappens() {
        long choices = 9L * Script.STEPS.length;
        for (long number = 0; number < choices * choices * choices * choices; number++) {
            new Script(number, 4).run();
        }
    }

    @Test
    @DisplayName("settles to the right state, however long it goes on")
    void howeverLong() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            new Script(random.nextLong(Long.MAX_VALUE), 14).run();
        }
    }

    /** One order of events, with what must hold at each look. */
    private static final class Script {

        static final int[] STEPS = {4, 17};

        private final long number;
        private final int length;
        private final Settling settling = new Settling(Map.of(), SETTLE, BOUND, Snapshot.EMPTY);
        private final List<Long> times = new ArrayList<>();
        private final List<Snapshot> seen = new ArrayList<>();
        private Snapshot reported = Snapshot.EMPTY;

        Script(long number, int length) {
            this.number = number;
            this.length = length;
        }

        void run() {
            look(0, Snapshot.EMPTY);
            long rest = number;
            long time = 0;
            Snapshot now = Snapshot.EMPTY;
            for (int i = 0; i < length; i++) {
                time += STEPS[(int) (rest % STEPS.length)];
                rest /= STEPS.length;
                now = state((int) (rest % 3), (int) (rest / 3 % 3));
                rest /= 9;
                look(time, now);
            }
            for (int i = 0; i < 8; i++) {
                Decision decision = look(time, now);
                if (!decision.moving() && decision.changes() == null) {
                    assertEquals(now, reported, this::toString);
                    return;
                }
                time += STEPS[0];
            }
            throw new AssertionError("does not settle: " + this);
        }

        private static Snapshot state(int a, int b) {
            return a == 0 ? b == 0 ? snapshot() : snapshot(B, b) : b == 0 ? snapshot(A, a) : snapshot(A, a, B, b);
        }

        private Decision look(long time, Snapshot now) {
            times.add(time);
            seen.add(now);
            Decision decision = settling.next(now, time, time);
            Set<Path> moving = moving(time);
            Set<Path> unreported = reported.differencesTo(now);
            Changes changes = decision.changes();
            if (moving.isEmpty() && !unreported.isEmpty()) {
                assertNotNull(changes, this::toString);
                assertEquals(unreported, changes.changed(), this::toString);
            }
            if (changes != null) {
                assertFalse(changes.changed().isEmpty(), this::toString);
                assertTrue(unreported.containsAll(changes.changed()), this::toString);
                assertEquals(moving, changes.changing(), this::toString);
                Set<Path> both = new HashSet<>(changes.changed());
                both.retainAll(moving);
                assertTrue(both.isEmpty(), this::toString);
                assertTrue(moving.isEmpty() || time - times.get(0) >= BOUND, this::toString);
                reported = reported.with(changes.changed(), now);
            }
            return decision;
        }

        /** What was seen to change in the last settling time. */
        private Set<Path> moving(long time) {
            Set<Path> moving = new HashSet<>();
            for (int i = times.size() - 2; i >= 0; i--) {
                if (time - times.get(i + 1) < SETTLE) {
                    moving.addAll(seen.get(i).differencesTo(seen.get(i + 1)));
                }
            }
            return moving;
        }

        @Override
        public String toString() {
            List<@Nullable Object> story = new ArrayList<>();
            for (int i = 0; i < times.size(); i++) {
                story.add(times.get(i) + ": " + seen.get(i).artifacts());
            }
            return "script " + number + " " + story;
        }
    }
}
