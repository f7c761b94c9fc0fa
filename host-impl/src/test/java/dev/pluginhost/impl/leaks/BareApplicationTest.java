package dev.pluginhost.impl.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("In an application without the JDK's other modules, and with nothing opened,")
class BareApplicationTest {

    private static Path location(String module) {
        return Path.of(ModuleLayer.boot()
                .configuration()
                .findModule(module)
                .orElseThrow()
                .reference()
                .location()
                .orElseThrow());
    }

    private static Path testClasses() throws Exception {
        Path path = Path.of(BareApplicationTest.class
                .getResource("BareApplicationTest.class")
                .toURI());
        int depth = BareApplicationTest.class.getName().split("\\.").length;
        for (int i = 0; i < depth; i++) {
            path = path.getParent();
        }
        return path;
    }

    @Test
    @DisplayName("the check tells what is collected and what is held, and how to see more")
    void works() throws Exception {
        String module = CollectionCheck.class.getModule().getName();
        Path mainClasses = testClasses().resolveSibling("classes");
        assertEquals("dev.pluginhost.impl", module);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        Stream.of(mainClasses, location("dev.pluginhost.modules"), location("dev.pluginhost"))
                                .map(Path::toString)
                                .collect(Collectors.joining(System.getProperty("path.separator"))),
                        "--patch-module",
                        module + "=" + testClasses(),
                        "--limit-modules",
                        "java.base," + module,
                        "--module",
                        module + "/" + BareApplication.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        List<String> lines = said.lines().toList();
        assertEquals(2, lines.size(), said);
        assertEquals("COLLECTED", lines.get(0));
        assertTrue(
                lines.get(1).startsWith("HELD [UNKNOWN: nothing that can be seen; it may be a soft reference"), said);
        assertTrue(lines.get(1).contains(Holders.OPENING), said);
    }
}
