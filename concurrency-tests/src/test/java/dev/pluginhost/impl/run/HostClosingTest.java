package dev.pluginhost.impl.run;

import static dev.pluginhost.impl.state.Race.check;

import dev.pluginhost.Dependents;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.recording.Timeline;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Operations;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.state.PluginTable.Leaving;
import dev.pluginhost.impl.state.Race;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.threads.ImportThreads;
import dev.pluginhost.impl.threads.StopThreads;
import dev.pluginhost.impl.unload.TearDown;
import dev.pluginhost.impl.unload.UnloadRunner;
import dev.pluginhost.modules.application.Application;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The close of a host")
class HostClosingTest {

    private static final ClassLoader LOADER = ClassLoader.getSystemClassLoader();

    private static final Settings SETTINGS = new Settings(
            1,
            0,
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ZERO,
            Application.ofLayer(ModuleLayer.boot(), LOADER),
            Set.of(),
            1,
            Clock.systemUTC(),
            System::nanoTime,
            Optional.empty(),
            null);

    /** The part of a host that ends imports, without the part that tears plugins down. */
    private static final class Host {
        final Registry registry = new Registry();
        final Events events = new Events(registry, LOADER);
        final PluginTable table = new PluginTable(events, SETTINGS.clock(), SETTINGS.nanoClock(), new Timeline());
        final StopThreads stopThreads = new StopThreads(LOADER);
        final UnloadRunner unloads = new UnloadRunner(SETTINGS, table, stopThreads, new TearDown(stopThreads), events);
        final HostClosing closing = new HostClosing(
                table,
                registry,
                events,
                new ImportThreads(1, 0, LOADER, (operation, thread) -> {}),
                new ImportResults(table, SETTINGS.clock()),
                unloads,
                new TearDown(stopThreads));

        Import begin() {
            return Operations.join(table, "acme.a").underWay();
        }

        Unload unload() {
            return ((Leaving.Begun) leave()).unload();
        }

        Leaving leave() {
            List<Leaving> marked = table.leave(List.of("acme.a"), Dependents.UNLOAD_FIRST, Operations.CALLER);
            unloads.begin(marked);
            return marked.get(0);
        }
    }

    @Test
    @DisplayName("lets no import begin because the unloading that it comes after is called off")
    void calledOff() {
        Host host = new Host();
        Import first = host.begin();
        Unload unload = host.unload();
        Import next = host.begin();
        AtomicInteger ready = new AtomicInteger();
        next.whenReady(() -> {
            check(next.isOver(), "begins though the host is closed and the last instance is there");
            ready.incrementAndGet();
        });

        List<Import> ended = host.closing.endImports();

        check(ended.size() == 2 && ended.containsAll(List.of(first, next)), "other imports were under way");
        check(first.isOver() && next.isOver() && unload.isOver(), "not over");
        check(!unload.wasCarriedOut(), "carried out");
        check(ready.get() == 1, "waits for an unloading that is over");
    }

    @Test
    @DisplayName("ends each import and unloading that was begun, and leaves none that begins meanwhile")
    void everythingEnds() {
        Race.often(() -> {
            Host host = new Host();
            Import first = host.begin();
            AtomicInteger left = new AtomicInteger();
            Race.among(
                    List.of(),
                    () -> {
                        if (host.leave() instanceof Leaving.Begun begun) {
                            left.incrementAndGet();
                            begun.unload().whenOver(left::decrementAndGet);
                        }
                        PluginTable.Found found = Operations.join(host.table, "acme.a");
                        if (found != null && found.underWay() != null) {
                            left.incrementAndGet();
                            found.underWay().whenOver(left::decrementAndGet);
                        }
                    },
                    host.closing::endImports);
            check(first.isOver(), "the first import does not end");
            check(left.get() == 0, "an import or an unloading does not end");
        });
    }
}
