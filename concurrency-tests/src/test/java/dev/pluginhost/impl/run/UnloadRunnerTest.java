package dev.pluginhost.impl.run;

import static dev.pluginhost.impl.state.Race.check;

import dev.pluginhost.Dependents;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Operations;
import dev.pluginhost.impl.state.Outcome;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.threads.StopThreads;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An unload that close calls off")
class UnloadRunnerTest {

    private static final Settings SETTINGS = new Settings(
            1,
            0,
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ZERO,
            ModuleLayer.boot(),
            ClassLoader.getSystemClassLoader(),
            Set.of(),
            1,
            Clock.systemUTC(),
            System::nanoTime);

    @Test
    @DisplayName("lets no import begin before that has been ended as well")
    void calledOff() {
        Registry registry = new Registry();
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        Events events = new Events(registry, loader);
        PluginTable table = new PluginTable(registry, events, Clock.systemUTC(), System::nanoTime);
        StopThreads threads = new StopThreads(loader);
        UnloadRunner unloads = new UnloadRunner(SETTINGS, table, threads, new TearDown(threads), events);
        Import first = Operations.join(table, "acme.a");
        PluginTable.Leaving leaving =
                unloads.unload(List.of("acme.a"), Dependents.UNLOAD_FIRST, Operations.CALLER).get(0);
        Import next = Operations.join(table, "acme.a");
        AtomicInteger ready = new AtomicInteger();
        next.whenReady(() -> {
            check(next.isOver(), "begins though the host is closed and the last instance is there");
            ready.incrementAndGet();
        });

        table.close();
        List<Unload> calledOff = unloads.callOff();
        check(calledOff.equals(List.of(((PluginTable.Leaving.Begun) leaving).unload())), "others are called off");
        Outcome failed = Operations.ended("failed");
        Operations.end(first, failed);
        Operations.end(next, failed);
        calledOff.forEach(Unload::end);

        check(ready.get() == 1, "waits for what is over");
    }
}
