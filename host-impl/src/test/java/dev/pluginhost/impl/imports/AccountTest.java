package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pluginhost.UnloadReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What there is to report of departures")
class AccountTest {

    private static void give(Account account, String name, long turn) {
        account.begun(turn);
        account.give(Optional.of(new UnloadReport.Plugin(
                name,
                Optional.empty(),
                Path.of(name),
                UnloadReport.Plugin.Collection.NOT_CHECKED,
                List.of(),
                List.of())));
    }

    @Test
    @DisplayName("takes as much memory for a chain of dependents as there are dependents")
    void chain() {
        List<Account> chain = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            chain.add(new Account(i == 0 ? List.of() : List.of(chain.get(i - 1))));
        }
        assertEquals(
                1999,
                chain.stream().mapToInt(account -> account.before().size()).sum());
        for (int i = 0; i < 2000; i++) {
            give(chain.get(i), "acme.p" + i, i);
        }
        List<UnloadReport.Plugin> all = chain.get(1999).withAllBefore().join();
        assertEquals(2000, all.size());
        assertEquals("acme.p0", all.get(0).name());
        assertEquals("acme.p1999", all.get(1999).name());
    }

    @Test
    @DisplayName("names each once, in the order in which they began, when the last one is known")
    void diamond() {
        Account top = new Account(List.of());
        Account left = new Account(List.of(top));
        Account right = new Account(List.of(top));
        Account bottom = new Account(List.of(left, right));
        CompletableFuture<List<UnloadReport.Plugin>> all = bottom.withAllBefore();
        give(top, "top", 1);
        give(bottom, "bottom", 4);
        give(left, "left", 3);
        assertFalse(all.isDone());
        give(right, "right", 2);
        assertEquals(
                List.of("top", "right", "left", "bottom"),
                all.join().stream().map(UnloadReport.Plugin::name).toList());
    }
}
