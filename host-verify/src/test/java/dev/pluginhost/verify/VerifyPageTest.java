package dev.pluginhost.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The page about verifying plugins")
class VerifyPageTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("shows code that compiles, and what it prints")
    void example() throws Exception {
        String page = Files.readString(Path.of("../docs/how-to/verify-plugins.md"));
        Path source = Files.createDirectories(directory.resolve("acme/ci")).resolve("VerifyPlugins.java");
        Files.writeString(source, block(page, "java"));
        String path =
                System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("jdk.module.path");
        int compiled = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, "-proc:none", "-d", directory.toString(), "-cp", path, source.toString());
        assertEquals(0, compiled);
        PluginSource weather = PluginSource.module("acme.weather").exports("acme.weather");
        Path old = weather.version("1.0")
                .source(
                        "acme.weather.Weather",
                        "public class Weather { public static String tomorrow() { return \"\"; } }")
                .jar(directory.resolve("old"));
        Path plugins = directory.resolve("plugins");
        weather.version("1.1")
                .source("acme.weather.Weather", "public class Weather {}")
                .jar(plugins);
        PluginSource.module("acme.forecast")
                .version("1.0")
                .requires("acme.weather")
                .declares("provides java.util.function.Supplier with acme.forecast.Forecast")
                .source("acme.forecast.Forecast", """
                        import java.util.function.Supplier;

                        public class Forecast implements Supplier<String> {
                            @Override
                            public String get() {
                                return acme.weather.Weather.tomorrow();
                            }
                        }
                        """)
                .compiledAgainst(old)
                .jar(plugins);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        Object problems;
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            Method verify = loader.loadClass("acme.ci.VerifyPlugins").getMethod("verify", Path.class);
            problems = verify.invoke(null, plugins);
        } finally {
            System.setOut(out);
        }

        assertEquals(1, problems);
        assertEquals(
                block(page, "text"), printed.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    @DisplayName("lists each cause")
    void causes() throws Exception {
        String page = Files.readString(Path.of("../docs/how-to/verify-plugins.md"));

        for (Finding.Cause cause : Finding.Cause.values()) {
            assertTrue(page.contains("`" + cause + "`"), cause::name);
        }
        assertEquals(
                List.of(),
                Pattern.compile("`([A-Z]+_[A-Z]+)`")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1))
                        .filter(name -> !names().contains(name))
                        .toList());
    }

    private static List<String> names() {
        return List.of(Finding.Cause.values()).stream().map(Enum::name).toList();
    }

    private static String block(String page, String language) {
        Matcher block = Pattern.compile("(?s)```" + language + "\\n(.*?)\\n```").matcher(page);
        assertTrue(block.find(), language);
        return block.group(1);
    }
}
