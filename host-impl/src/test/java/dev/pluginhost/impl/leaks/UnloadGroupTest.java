package dev.pluginhost.impl.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.UnloadReport.Plugin.Collection;
import dev.pluginhost.impl.leaks.CollectionCheck.CollectionResult;
import dev.pluginhost.impl.leaks.CollectionCheck.UnloadGroup;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("For plugins that leave together")
@SuppressWarnings({
    "CanonicalDuration", // nanoseconds are what the clock counts
    "ReachabilityFenceUsage" // no harm if a failing test lets go early
})
class UnloadGroupTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final ModuleLayer LAYER = CollectionCheckTest.LAYER;

    private final FakeJvm jvm = new FakeJvm();
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final CollectionCheck check =
            new CollectionCheck(jvm, new Holders(true, (target, found) -> {}, SECOND), threads::add);
    private final ClassLoader loader = new ClassLoader(null) {};
    private final List<CompletableFuture<CollectionResult>> results = new ArrayList<>();

    private void watch(UnloadGroup group) {
        results.add(check.watch("acme.a", loader, LAYER, SECOND, group));
    }

    private void runToTheEnd() {
        threads.remove().run();
        assertTrue(threads.isEmpty(), "a second thread");
        results.forEach(result -> assertEquals(Collection.HELD, result.join().collection()));
        Reference.reachabilityFence(loader);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 400})
    @DisplayName("no collection is requested before the last one has left, and then as many as for one plugin")
    void together(int size) {
        UnloadGroup group = check.group();
        for (int i = 0; i < size; i++) {
            group.add();
        }
        group.leave(); // the maker
        watch(group);
        group.leave();
        jvm.onAwait = () -> {
            if (results.size() < size) {
                assertEquals(List.of(), jvm.asked);
                watch(group);
                group.leave();
            }
        };
        runToTheEnd();
        assertEquals(size, results.size());
        assertEquals(6, jvm.asked.size(), jvm.asked::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 400})
    @DisplayName("in groups of one at the same time, as many collections are requested as for one plugin")
    void atTheSameTime(int size) {
        List<UnloadGroup> groups = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            UnloadGroup group = check.group();
            group.add();
            group.leave(); // the maker
            groups.add(group);
        }
        Runnable next = () -> {
            if (results.size() < size) {
                UnloadGroup group = groups.get(results.size());
                watch(group);
                group.leave();
            }
        };
        next.run();
        jvm.onAwait = next;
        runToTheEnd();
        assertEquals(size, results.size());
        assertEquals(6, jvm.asked.size(), jvm.asked::toString);
    }

    @Test
    @DisplayName("a collection is requested after a second, though another group does not leave")
    void anotherOneStays() {
        UnloadGroup staying = check.group();
        watch(null);
        runToTheEnd();
        assertEquals(List.of(1000L, 2000L), jvm.asked);
        staying.leave();
        watch(null);
        runToTheEnd();
        assertEquals(2 + 6, jvm.asked.size(), jvm.asked::toString);
    }

    @Test
    @DisplayName("collections that are requested for others do not count before the last one has left")
    void collectionsForOthers() {
        UnloadGroup group = check.group(); // which its maker does not leave yet
        watch(group);
        watch(null);
        jvm.onAwait = () -> {
            if (!group.left && results.get(1).isDone()) {
                assertFalse(results.get(0).isDone());
                group.leave();
            }
        };
        runToTheEnd();
        assertTrue(group.left);
    }

    @Test
    @DisplayName("the end of the group wakes the thread that waits for it")
    void wakes() {
        UnloadGroup group = check.group();
        group.add();
        group.leave(); // the maker
        watch(group);
        jvm.onAwait = () -> {
            if (!group.left) {
                group.leave();
            }
        };
        runToTheEnd();
        assertEquals(0L, jvm.asked.get(0));
    }
}
