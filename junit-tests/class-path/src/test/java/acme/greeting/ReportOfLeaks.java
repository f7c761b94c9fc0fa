package acme.greeting;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Looks at what Surefire has reported of the test that has to fail. */
class ReportOfLeaks {

    @Test
    void thePathIsShown() throws Exception {
        Path file = Path.of(System.getProperty("acme.leaks"), "acme.greeting.Leaks.txt");
        String report = Files.readString(file);
        Files.delete(file); // so that the next build does not read it again

        assertTrue(report.contains("Tests run: 1, Failures: 1, Errors: 0"), report);
        assertTrue(report.contains("acme.greeting was not collected within"), report);
        assertTrue(report.contains("acme.greeting.Leaks.kept"), report);
    }
}
