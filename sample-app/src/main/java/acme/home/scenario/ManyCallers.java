package acme.home.scenario;

import acme.home.api.Journal;
import dev.pluginhost.ImportedModule;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** Lets many callers, each on a thread of its own, ask for one plugin at the same moment. */
final class ManyCallers implements Step {

    private static final int CALLERS = 32;
    private static final String PLUGIN = "acme.store";

    @Override
    public String title() {
        return CALLERS + " callers race for one plugin";
    }

    @Override
    public CompletableFuture<Void> play(Hub hub) {
        CountDownLatch allReady = new CountDownLatch(CALLERS);
        Executor threadEach = task -> new Thread(task, "caller").start();
        List<CompletableFuture<ImportedModule>> answers = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> importWhenAllReady(allReady, hub), threadEach))
                .limit(CALLERS)
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenRunAsync(() -> compare(answers, hub), hub.loop());
    }

    private static ImportedModule importWhenAllReady(CountDownLatch allReady, Hub hub) {
        allReady.countDown();
        try {
            allReady.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("No thread interrupts a caller", e);
        }
        return hub.host().importModule(PLUGIN);
    }

    private static void compare(List<CompletableFuture<ImportedModule>> answers, Hub hub) {
        long modules = answers.stream()
                .map(answer -> answer.join().module())
                .distinct()
                .count();
        long starts = hub.service(Journal.class).lines().stream()
                .filter(line -> line.equals(PLUGIN + " started"))
                .count();
        hub.screen().say("%d callers, %d module, %d start", answers.size(), modules, starts);
        hub.checks().that("all callers have the same module", modules == 1);
        hub.checks().that("the plugin was started once", starts == 1);
    }
}
