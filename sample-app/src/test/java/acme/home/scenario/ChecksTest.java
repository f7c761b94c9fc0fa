package acme.home.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import acme.home.screen.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChecksTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Checks checks = new Checks(Screen.on(new PrintStream(bytes, true, UTF_8)));

    @Test
    @DisplayName("Pass if all hold")
    void pass() {
        checks.that("water is wet", true);
        checks.printSummary();

        assertTrue(checks.allPassed());
        assertTrue(bytes.toString(UTF_8).contains("All 1 checks passed."));
    }

    @Test
    @DisplayName("Fail if one does not hold")
    void fail() {
        checks.that("water is wet", true);
        checks.that("fire is cold", false);
        checks.printSummary();

        assertFalse(checks.allPassed());
        assertTrue(bytes.toString(UTF_8).contains("1 of 2 checks failed:"));
    }

    @Test
    @DisplayName("Fail with the cause of what did not come to its end")
    void cause() {
        checks.failed("the kettle boils", new CompletionException(new IllegalStateException("no water")));

        assertFalse(checks.allPassed());
        assertTrue(bytes.toString(UTF_8).contains("java.lang.IllegalStateException: no water"));
    }
}
