package acme.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lines of the checks as they have to be: those of a file, in which a few words depend on where the application runs.
 *
 * @param text all lines
 */
public record Expected(String text) {

    /** What an application on the class path prints, of which the context class loader is named. */
    public static Expected onClassPath(String loader) {
        return with(loader, "null", "[acme.visitor.Visit]");
    }

    /** What an application on the module path prints. */
    public static Expected onModulePath(String loader) {
        return with(loader, "acme.home.api", "[acme.probe.Porch, acme.visitor.Visit]");
    }

    private static Expected with(String loader, String module, String servicesOfLayer) {
        try (InputStream in = Expected.class.getResourceAsStream("expected.txt")) {
            Stream<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{loader}", loader)
                    .replace("{module}", module)
                    .replace("{services by layer}", servicesOfLayer)
                    .lines();
            return new Expected(lines.map(line -> Probe.PREFIX + line).collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What an application has printed, of all that a framework has printed, too. */
    public static String printed(Stream<String> lines) {
        return lines.filter(line -> line.startsWith(Probe.PREFIX)).collect(Collectors.joining("\n"));
    }
}
