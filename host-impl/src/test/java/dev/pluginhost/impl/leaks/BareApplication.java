package dev.pluginhost.impl.leaks;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** An application for {@link BareApplicationTest}: has one loader collected and one not, and says what came of it. */
final class BareApplication {

    private BareApplication() {}

    /** Prints a line for each. */
    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] args) throws Exception {
        System.out.println(
                watch(new ClassLoader(null) {}, Duration.ofSeconds(30)).get().outcome());
        ClassLoader held = new ClassLoader(null) {};
        Verdict verdict = watch(held, Duration.ofMillis(500)).get();
        System.out.println(verdict.outcome() + " " + verdict.holders() + (held.getParent() == null ? "" : "?"));
    }

    /** Nobody waits in here, where the loader is at hand. */
    private static CompletableFuture<Verdict> watch(ClassLoader loader, Duration bound) {
        ModuleLayer layer = ModuleLayer.defineModules(
                        Configuration.resolve(
                                ModuleFinder.of(),
                                List.of(ModuleLayer.boot().configuration()),
                                ModuleFinder.of(),
                                Set.of()),
                        List.of(ModuleLayer.boot()),
                        name -> loader)
                .layer();
        return CollectionCheck.shared().watch("acme.a", loader, layer, bound);
    }
}
