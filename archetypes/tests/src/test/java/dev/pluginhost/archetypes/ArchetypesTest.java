package dev.pluginhost.archetypes;

import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A project made from an archetype")
class ArchetypesTest {

    @TempDir
    Path directory;

    @Test
    @Tag("slow")
    @DisplayName("is built, tested and run by one command")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has commands for a Unix shell")
    void application() throws Exception {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        InnerMaven.install(bin);
        Path work = Files.createDirectory(directory.resolve("work"));
        try (Terminal generate = new Terminal(
                "mvn archetype:generate -DarchetypeGroupId=dev.pluginhost -DarchetypeArtifactId=pluginhost-application -DarchetypeCatalog=local",
                work,
                bin)) {
            generate.succeeded();
        }
        try (Terminal run = new Terminal("mvn -f application -Prun install", work, bin)) {
            run.awaitLine("Greetings: []");
            Path application = work.resolve("application");
            PluginSource.module("hello")
                    .requires("com.example.application.api")
                    .compiledAgainst(application.resolve("api/target/classes"))
                    .declares("provides com.example.application.api.Greeter with hello.Hello")
                    .source("package hello; public class Hello implements com.example.application.api.Greeter {"
                            + " public String greet(String name) { return \"Hello, \" + name; } }")
                    .jar(application.resolve("plugins"));
            run.awaitLine("Greetings: [Hello, world]");
            run.enter();
            run.succeeded();
        }
    }
}
