package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@DisplayName("A document about the sources")
class DocumentedClassesTest {

    /** {@code package/Class}, in prose. */
    private static final Pattern IN_PACKAGE = Pattern.compile("`([a-z]+)/([A-Z]\\w+)`");

    /** {@code Class.method}, in the lists of calls and in prose. */
    private static final Pattern METHOD = Pattern.compile("(?<![\\w.`/])`?([A-Z][A-Za-z]+)\\.([a-z]\\w+)\\b(?!\\.\\w)");

    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)`");

    @Test
    @DisplayName("names classes that are there, in their packages")
    void packages() throws IOException {
        Map<String, String> sources = sources();
        for (String document : List.of("ARCHITECTURE.md", "CONTRIBUTING.md", "docs/decisions.md")) {
            packages(document, sources);
        }
    }

    private static void packages(String document, Map<String, String> sources) throws IOException {
        assertAll(matches(document, IN_PACKAGE).map(match -> (Executable) () -> {
            Path file = Path.of(sources.getOrDefault(match.group(2), ""));
            Path directory = file.getParent();
            assertNotNull(directory, match::group);
            assertEquals(match.group(1), String.valueOf(directory.getFileName()), match::group);
        }));
        assertAll(matches(document, TEST).map(match ->
                (Executable) () -> assertNotNull(sources.get(match.group(1)), match::group)));
    }

    @Test
    @DisplayName("names methods that are there in its lists of calls")
    void methods() throws IOException {
        Map<String, String> sources = sources();
        assertAll(matches("ARCHITECTURE.md", METHOD).map(match -> (Executable) () -> {
            String file = sources.get(match.group(1));
            if (file != null) { // else a class of the JDK's or a nested one
                String source = Files.readString(Path.of(file));
                assertTrue(
                        Pattern.compile("\\b" + match.group(2) + "\\b")
                                .matcher(source)
                                .find(),
                        match::group);
            }
        }));
    }

    private static boolean isOfTheHost(String file) {
        return file.contains("/host-impl/src/main/") || file.contains("/host-modules/src/main/");
    }

    private static Stream<MatchResult> matches(String document, Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(Page.project().resolve(document)))
                .results();
    }

    /** The source file of each class that is not nested, by its simple name. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(Page.project())) {
            files.map(Path::toString)
                    .filter(file -> file.endsWith(".java") && file.contains("/src/"))
                    .filter(file -> !file.contains("/target"))
                    .forEach(file -> sources.merge(
                            file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()),
                            file,
                            (one, other) -> isOfTheHost(one) ? one : other));
        }
        return sources;
    }
}
