package dev.pluginhost.verify;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.verify.Finding.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Compiles a plugin against one version of another, and verifies it with that version and with the next one. */
abstract class TwoVersions {

    @TempDir
    Path directory;

    static PluginSource core(String body) {
        return PluginSource.module("acme.core").exports("acme.core").source("acme.core.Core", body);
    }

    static PluginSource user(String statements) {
        return PluginSource.module("acme.user").requires("acme.core").source("acme.user.User", """
                        public class User {
                            public Object use(Object given) throws Throwable {
                                %s
                            }
                        }
                        """.formatted(
                        statements));
    }

    /** What is found with the version that the user was compiled against, which is nothing, and with the next one. */
    final List<Finding> found(PluginSource before, PluginSource after, PluginSource user) throws Exception {
        Path old = before.jar(Files.createDirectories(directory.resolve("before")));
        user.compiledAgainst(old).jar(directory.resolve("before"));
        Path next = Files.createDirectories(directory.resolve("after"));
        after.jar(next);
        user.compiledAgainst(old).jar(next);
        assertEquals(List.of(), verify("before", "acme.user"));
        return verify("after", "acme.user");
    }

    final List<Finding> found(String before, String after, String statements) throws Exception {
        return found(core(before), core(after), user(statements));
    }

    final List<Finding> verify(String plugins, String... names) {
        try (PluginHost host = PluginHost.builder()
                .plugins(directory.resolve(plugins))
                .noIndex()
                .build()) {
            return new Verifier(host).verify(names);
        }
    }

    static void assertFound(Cause cause, String missing, List<Finding> findings) {
        assertEquals(1, findings.size(), findings::toString);
        Finding finding = findings.get(0);
        assertAll(
                () -> assertEquals(cause, finding.cause(), finding::toString),
                () -> assertEquals(missing, finding.missing()),
                () -> assertEquals(Severity.ERROR, finding.severity(), finding::toString),
                () -> assertEquals("acme.user", finding.plugin()));
    }
}
