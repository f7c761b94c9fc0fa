package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A plugin that is one jar with its library")
class FatJarTest extends DropIn {

    @TempDir
    Path built;

    /** The plugin's own classes, as an automatic module that provides a callable. */
    private Path own(String library, String statements) {
        return PluginSource.automatic("acme.fat")
                .compiledAgainst(jar(PUBLISHED, library))
                .service("java.util.concurrent.Callable", "acme.fat.Call")
                .source(
                        "acme.fat.Call",
                        "public class Call implements java.util.concurrent.Callable<Object> {"
                                + " @Override public Object call() throws Exception { " + statements + " } }")
                .jar(built);
    }

    private static Object call(PluginHost host) throws Exception {
        return host.importModule("acme.fat").services(Callable.class).get(0).call();
    }

    @Test
    @DisplayName("and without a declaration is called as its file, and its services file counts: Gson")
    void withoutDeclaration() throws Exception {
        Path own = own("gson", "return new com.google.gson.Gson().toJson(java.util.Map.of(\"degrees\", 21));");
        FatJar.merge(plugins.resolve("acme.fat-1.0.jar"), name -> true, own, jar(PUBLISHED, "gson"));
        PluginHost host = host();
        assertEquals("1.0", host.plugins().get(0).version().orElseThrow().toString());
        assertEquals("{\"degrees\":21}", call(host));
    }

    @Test
    @DisplayName("is refused with the signature of its library, and used without: Bouncy Castle")
    void staleSignature() throws Exception {
        Path own = own("bcprov-jdk18on", """
                java.security.MessageDigest digest = java.security.MessageDigest.getInstance(
                        "SHA3-256", new org.bouncycastle.jce.provider.BouncyCastleProvider());
                return java.util.HexFormat.of().formatHex(digest.digest(new byte[0]), 0, 4);""");
        Path fat = plugins.resolve("acme.fat.jar");
        FatJar.merge(fat, name -> !name.startsWith("org/"), own, jar(PUBLISHED, "bcprov-jdk18on"));
        try (PluginHost host = PluginHost.builder().plugins(plugins).noIndex().build()) {
            Problem problem = errors(host).get(0);
            assertEquals(Reason.UNREADABLE, problem.reason());
            assertTrue(problem.message().contains("has the signature of another jar ("), problem::message);
            assertTrue(problem.message().contains("leave META-INF/*.SF, *.RSA, *.DSA and *.EC out"), problem::message);
        }
        Files.delete(fat);
        FatJar.merge(
                fat, name -> !name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)"), own, jar(PUBLISHED, "bcprov-jdk18on"));
        assertEquals("a7ffc6f8", call(host()));
    }

    @Test
    @DisplayName("is the module of a library whose declaration was merged, which is noted, as it provides nothing")
    void declarationOfTheLibrary() throws Exception {
        Path own = own("gson", "return 1;");
        Path library = PluginSource.module("acme.library").jar(built);
        FatJar.merge(plugins.resolve("acme.fat.jar"), name -> true, own, library);
        PluginHost host = host();
        assertEquals("acme.library", host.plugins().get(0).name());
        List<Problem> problems = host.check();
        assertEquals(Reason.PROVIDES_NOTHING, problems.get(0).reason(), problems::toString);
        assertTrue(host.importModule("acme.library").services(Callable.class).isEmpty());
    }
}
