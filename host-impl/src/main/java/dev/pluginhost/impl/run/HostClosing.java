package dev.pluginhost.impl.run;

import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.leaks.JdkCaches;
import dev.pluginhost.impl.lifecycle.ThreadTrace;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.threads.ImportThread;
import dev.pluginhost.impl.threads.ImportThreads;
import dev.pluginhost.impl.unload.TearDown;
import dev.pluginhost.impl.unload.TimeBudget;
import dev.pluginhost.impl.unload.UnloadRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The end of a host, within a timeout. Imports under way fail, and their threads are waited for, then what is being unloaded. Then each plugin
 * is torn down, the one imported last first. Each wait gets about half of the time that is left ({@link TimeBudget}), so that what hangs leaves
 * time for the others. Run once, by one thread.
 */
record HostClosing(
        PluginTable table,
        Registry registry,
        Events events,
        ImportThreads threads,
        ImportResults results,
        UnloadRunner unloads,
        TearDown tearDown) {

    private static final String CLOSED =
            "is not imported any more, as its host was closed; ask a host that is open for it again";

    /** Lets nothing begin from now on, and fails all imports under way, which it returns. */
    List<Import> endImports() {
        table.close();
        List<Import> underWay = table.underWay();
        List<Unload> calledOff = unloads.callOff(); // before the imports end that they wait for
        for (Import operation : underWay) { // before their threads are interrupted, which would be the failure else
            Thrown.run("end an import", () -> results.fail(operation, FailedImport.closed(operation.name())));
        }
        for (Unload unload : calledOff) {
            Thrown.run("call off an unloading", unload::end);
        }
        Thrown.run("end its import threads", threads::stop);
        return underWay;
    }

    /** Ends all plugins. Each step is run whatever came of those before it. */
    void endPlugins(List<Import> wereUnderWay, Duration timeout) {
        TimeBudget time = new TimeBudget(timeout, System::nanoTime);
        if (threads.current() == null) {
            Thrown.run("wait for the import threads", () -> time.await(threads::awaitEnd));
            for (Import operation : wereUnderWay) {
                Thrown.run("end the " + operation.words(), () -> releaseIfStuck(operation, time));
            }
        }
        Thrown.run("end imports that hang", () -> tearDown.releaseHanging(time));
        Thrown.run("wait for the plugins that are being unloaded", () -> time.await(unloads::awaitEnd));
        // Before the others: their prerequisites are stopped later, and a plugin that is stopped below may wait for
        // their reports.
        Thrown.run("end the plugins that are being unloaded", () -> unloads.close(time));
        List<Imported> lastFirst = new ArrayList<>(registry.all());
        Collections.reverse(lastFirst);
        for (Imported imported : lastFirst) {
            Thrown.run("end plugin " + imported.name(), () -> end(imported, time));
        }
        Thrown.run("forget the plugins", table::clear);
        Thrown.run("notify the listeners", () -> time.await(share -> events.awaitTold(null, share)));
        Thrown.run("log all", () -> time.await(Thrown::awaitLogged)); // so that it can be read when close returns
        if (HostClosing.class.getClassLoader() != ClassLoader.getSystemClassLoader()) { // a server may let the host go
            List<ClassLoader> loaders = new ArrayList<>();
            for (Imported imported : lastFirst) {
                loaders.add(imported.layer().loader());
            }
            Thrown.run("clear caches of the JDK", () -> JdkCaches.clear(loaders));
        }
        time.restoreInterrupt();
    }

    private void end(Imported imported, TimeBudget time) {
        if (table.withdraw(imported, CLOSED)) {
            unloads.endAtClose(imported, time);
        }
    }

    private void releaseIfStuck(Import operation, TimeBudget time) {
        if (operation.thread() instanceof ImportThread thread && thread.isAlive() && thread.isAt(operation)) {
            String fact = "Import of plugin " + operation.name() + " does not end";
            String unused = new ThreadTrace(thread).report(fact, operation.name(), thread, false);
        }
        tearDown.release(operation, time, null);
    }
}
