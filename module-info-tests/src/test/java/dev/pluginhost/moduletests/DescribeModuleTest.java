package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The output of 'jar --describe-module' is the expected one for")
class DescribeModuleTest {

    @Test
    @DisplayName("host-api")
    void hostApi() throws IOException {
        check(Artifacts.HOST_API, "host-api.expected.txt");
    }

    @Test
    @DisplayName("host-modules")
    void hostModules() throws IOException {
        check(Artifacts.HOST_MODULES, "host-modules.expected.txt");
    }

    @Test
    @DisplayName("host-impl")
    void hostImpl() throws IOException {
        check(Artifacts.HOST_IMPL, "host-impl.expected.txt");
    }

    @Test
    @DisplayName("host-cli")
    void hostCli() throws IOException {
        check(Artifacts.HOST_CLI, "host-cli.expected.txt");
    }

    @Test
    @DisplayName("host-verify")
    void hostVerify() throws IOException {
        check(Artifacts.HOST_VERIFY, "host-verify.expected.txt");
    }

    @Test
    @DisplayName("pluginhost-junit")
    void junit() throws IOException {
        check(Artifacts.JUNIT, "pluginhost-junit.expected.txt");
    }

    private static void check(Path jar, String file) throws IOException {
        String described = Tool.run("jar", "--describe-module", "--file", jar)
                .replaceFirst("@\\S+ jar:\\S+", "@VERSION") // the first line also says where the jar is
                .strip();
        assertEquals(
                expected(file),
                described,
                () -> "These lines are the module as others see it. If the change is meant, make"
                        + " module-info-tests/src/test/resources/dev/pluginhost/moduletests/" + file + " read:\n\n"
                        + described + "\n\n");
    }

    private static String expected(String file) throws IOException {
        try (InputStream content = Objects.requireNonNull(DescribeModuleTest.class.getResourceAsStream(file), file)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
