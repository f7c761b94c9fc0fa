package dev.pluginhost.impl.leaks;

import dev.pluginhost.impl.leaks.CollectionCheck.CollectionResult;
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
                watch(new ClassLoader(null) {}, Duration.ofSeconds(30)).get().collection());
        ClassLoader held = new ClassLoader(null) {};
        CollectionResult result = watch(held, Duration.ofMillis(500)).get();
        System.out.println(result.collection() + " " + result.holders() + (held.getParent() == null ? "" : "?"));
    }

    /** Nobody waits in here, where the loader is at hand. */
    private static CompletableFuture<CollectionResult> watch(ClassLoader loader, Duration bound) {
        ModuleLayer layer = ModuleLayer.defineModules(
                        Configuration.resolve(
                                ModuleFinder.of(),
                                List.of(ModuleLayer.boot().configuration()),
                                ModuleFinder.of(),
                                Set.of()),
                        List.of(ModuleLayer.boot()),
                        name -> loader)
                .layer();
        return CollectionCheck.shared().watch("acme.a", loader, layer, bound, null);
    }
}
