package dev.pluginhost.benchmarks.hot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.benchmarks.Benchmarks;
import dev.pluginhost.benchmarks.Launch;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotIT {

    @TempDir
    Path temporary;

    @Tag("slow")
    @Test
    @DisplayName("In a small run each call is measured with each number of threads")
    void smallRun() throws Exception {
        Path out = temporary.resolve("out");

        Launch.of(
                Benchmarks.class,
                out,
                "--only",
                "hot",
                "--rounds",
                "1",
                "--plugins",
                "5",
                "--hot.threads",
                "1,2",
                "--hot.millis",
                "20");

        List<String> lines = Files.readAllLines(out, Charset.forName(System.getProperty("native.encoding")));
        for (Hot.Call call : Hot.CALLS) {
            for (int threads : List.of(1, 2)) {
                assertEquals(
                        1,
                        lines.stream()
                                .filter(line -> line.matches("\\| " + call.title() + " +\\| +" + threads + " .*"))
                                .count(),
                        lines::toString);
            }
        }
    }
}
