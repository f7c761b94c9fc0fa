package acme.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the jar as people do, without an option of the JVM, and talks to it over HTTP. */
@DisplayName("The shop")
class ShopIT {

    private static final Path SHOP = Path.of(System.getProperty("acme.shop"));
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+) \\(");
    private static final long TIMEOUT_SECONDS = 120;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    private Process process;
    private Path log;
    private String address;

    @BeforeEach
    void start() throws Exception {
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        for (String name : new String[] {"acme.discount-1.0.0.jar", "acme.reviews-1.0.0.jar"}) {
            Files.copy(SHOP.resolve("plugins").resolve(name), plugins.resolve(name));
        }
        log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        JAVA.toString(),
                        "-jar",
                        SHOP.resolve("shop.jar").toString(),
                        "--server.port=0",
                        "--pluginhost.collection-timeout=60s",
                        "--pluginhost.index.directory=index")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.endsWith("JAVA_OPTIONS") || name.equals("JAVA_TOOL_OPTIONS"));
        process = builder.start();
        String port = eventually(this::port, found -> !found.isEmpty());
        address = "http://127.0.0.1:" + port;
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (process == null) {
            return;
        }
        process.destroy();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    @Test
    @DisplayName("has what its plugins have, takes a new version while it runs, and lets a plugin go")
    void life() throws Exception {
        eventually(() -> get("/prices/tea"), body -> body.contains("\"cents\":900"));
        eventually(() -> get("/reviews/tea"), body -> body.contains("\"reviews\":[]"));
        assertTrue(post("/reviews", "{\"item\":\"tea\",\"stars\":5}").contains("\"stars\":5"));
        assertTrue(get("/reviews/tea").contains("\"stars\":5"));

        String health = get("/actuator/health");
        assertTrue(health.contains("\"plugins\":{") && health.contains("\"imported\":2"), health);
        assertTrue(get("/actuator/metrics/pluginhost.imports").contains("acme.reviews"));
        assertTrue(get("/actuator/plugins").contains("\"name\":\"acme.discount\",\"version\":\"1.0.0\""));

        Path next = Files.copy(SHOP.resolve("updates/acme.discount-2.0.0.jar"), directory.resolve("next"));
        Files.move(next, directory.resolve("plugins/acme.discount-2.0.0.jar"), StandardCopyOption.ATOMIC_MOVE);
        eventually(() -> get("/prices/tea"), body -> body.contains("\"cents\":500"));
        assertTrue(get("/reviews/tea").contains("\"stars\":5"), "the other plugin goes on");

        String unloaded = post("/actuator/plugins/acme.reviews/unload", "");
        assertTrue(unloaded.contains("\"collection\":\"COLLECTED\""), unloaded);
        assertTrue(get("/reviews/tea").contains("\"status\":404"));
        eventually(() -> get("/actuator/metrics/pluginhost.import.last"), body -> !body.contains("acme.reviews"));
        assertTrue(get("/actuator/health").contains("\"status\":\"UP\""));

        post("/actuator/plugins/acme.reviews/import", "");
        assertTrue(get("/reviews/tea").contains("\"reviews\":[]"));
        assertTrue(post("/actuator/plugins/acme.reviews/reload", "").contains("allow-reload"));
        assertEquals("", problems());
    }

    /** The log, if it names an error. */
    private String problems() throws IOException {
        String text = Files.readString(log);
        return text.contains(" ERROR ") || text.contains("Exception") ? text : "";
    }

    private String port() throws IOException {
        String text = Files.readString(log);
        if (!process.isAlive()) {
            throw new AssertionError("It has ended: " + text);
        }
        Matcher matcher = PORT.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private String get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address + path)));
    }

    private String post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private String send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private interface Question {
        String ask() throws Exception;
    }

    private static String eventually(Question question, Predicate<String> expected) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        String answer = question.ask();
        while (!expected.test(answer)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("After " + TIMEOUT_SECONDS + " s still: " + answer);
            }
            TimeUnit.MILLISECONDS.sleep(50);
            answer = question.ask();
        }
        return answer;
    }
}
