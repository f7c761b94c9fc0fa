package dev.pluginhost.impl.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.state.Import.Urgency;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The reports of an unloading")
class UnloadOrderTest {

    private static Unload unload(String name, Unload... before) {
        Import operation = TestImports.of(name, Urgency.AWAITED);
        return new Unload(operation.instance(), List.of(before), new Caller("a test"));
    }

    private static UnloadReport.Plugin reportOf(Unload unload) {
        return new UnloadReport.Plugin(
                unload.name(),
                Optional.empty(),
                Path.of(unload.name()),
                UnloadReport.Plugin.Collection.NOT_CHECKED,
                List.of(),
                List.of());
    }

    private static void report(Unload unload) {
        unload.report(Optional.of(reportOf(unload)));
    }

    @Test
    @DisplayName("include those of a long chain of dependents")
    void chain() {
        List<Unload> chain = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            chain.add(i == 0 ? unload("acme.p0") : unload("acme.p" + i, chain.get(i - 1)));
        }
        for (int i = 0; i < 2000; i++) {
            chain.get(i).carryOut(reportOf(chain.get(i)));
            report(chain.get(i));
        }
        List<UnloadReport.Plugin> all = Unload.reports(List.of(chain.get(1999))).join();
        assertEquals(2000, all.size());
        assertEquals("acme.p0", all.get(0).name());
        assertEquals("acme.p1999", all.get(1999).name());
    }

    @Test
    @DisplayName("name each plugin once, in the order in which they were carried out, when the last one is known")
    void diamond() {
        Unload top = unload("top");
        Unload left = unload("left", top);
        Unload right = unload("right", top);
        Unload bottom = unload("bottom", left, right);
        CompletableFuture<List<UnloadReport.Plugin>> all = Unload.reports(List.of(bottom));
        for (Unload next : List.of(top, right, left, bottom)) {
            next.carryOut(reportOf(next));
        }
        report(top);
        report(bottom);
        report(left);
        assertFalse(all.isDone());
        report(right);
        assertEquals(
                List.of("top", "right", "left", "bottom"),
                all.join().stream().map(UnloadReport.Plugin::name).toList());
    }
}
