package dev.pluginhost.junit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** They have no parent, as those of authors, so nothing else keeps their versions. */
@DisplayName("The projects whose plugins are tested under Surefire")
class AuthorsProjectsTest {

    private static final Pattern VERSION =
            Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>");

    private static Map<String, String> versions(Path pom) throws IOException {
        Map<String, String> versions = new HashMap<>();
        String text = Files.readString(pom);
        Matcher found = VERSION.matcher(text);
        while (found.find()) {
            versions.putIfAbsent(found.group(1), found.group(2));
        }
        Matcher properties = Pattern.compile("<([\\w-]+)\\.version>([^<]+)</").matcher(text);
        while (properties.find()) {
            versions.put(properties.group(1) + ".version", properties.group(2));
        }
        return versions;
    }

    @ParameterizedTest
    @ValueSource(strings = {"class-path", "module-path"})
    @DisplayName("have the versions that the build has")
    void versions(String project) throws IOException {
        Map<String, String> build = versions(Path.of("../pom.xml"));
        Map<String, String> own = versions(Path.of("../junit-tests", project, "pom.xml"));

        assertAll(own.entrySet().stream()
                .filter(each -> each.getKey().startsWith("maven-"))
                .map(each ->
                        () -> assertEquals(build.get(each.getKey() + ".version"), each.getValue(), each.getKey())));
        assertAll(Stream.of("clean", "compiler", "deploy", "install", "jar", "resources", "surefire")
                .map(name -> () -> assertTrue(own.containsKey("maven-" + name + "-plugin"), name)));
        assertEquals(build.get("gson.version"), own.get("gson"));
        assertEquals(
                build.get("pluginhost-parent"),
                own.entrySet().stream()
                        .filter(each -> each.getKey().startsWith("acme-"))
                        .findFirst()
                        .orElseThrow()
                        .getValue());
        if (project.equals("module-path")) {
            assertEquals(build.get("junit.version"), own.get("junit-bom"));
        }
    }
}
